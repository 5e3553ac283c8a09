"""The pace at which a host is asked, shared by every crawl and process through Redis."""
