"""Picture bytes by content hash: the only door to where they lie."""
