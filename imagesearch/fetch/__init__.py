"""The one HTTP client for everything that is fetched outside a crawl."""
