"""The only door to Qdrant: one small interface with two adapters, a server and the engine in our own process."""
