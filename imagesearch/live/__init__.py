"""Tells browsers how a crawl gets on: over a WebSocket, or as a stream of server-sent events."""
