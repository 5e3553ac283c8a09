"""How lists are paged: by a cursor, so that rows that come in meanwhile neither repeat nor hide others."""

from rest_framework.pagination import CursorPagination


class CursorPages(CursorPagination):
    """`{"next", "previous", "results"}`; `page_size` up to the most."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 500


class NewestFirst(CursorPages):
    """Crawls."""

    ordering = "-created_at"


class InOrderFound(CursorPages):
    """Pages and pictures."""

    ordering = "id"
