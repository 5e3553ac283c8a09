"""The browser's only way out: a forward proxy on loopback that dials nothing but what the guard allows."""
