"""Who asks: users, API keys, and the local owner of an embedded installation."""
