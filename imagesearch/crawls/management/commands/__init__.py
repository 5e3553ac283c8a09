"""The crawl commands of `manage.py`."""
