"""What the crawl commands share."""
