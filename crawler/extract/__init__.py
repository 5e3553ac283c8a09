"""Pure functions from the bytes of a page or style sheet to its links and pictures; they know no Scrapy and no Django."""
