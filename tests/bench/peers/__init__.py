"""Peers: the same work done with Scrapy as its manual shows it; run by `scrapy runspider`, without our code."""
