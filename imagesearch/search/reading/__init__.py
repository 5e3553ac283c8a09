"""How a query gets read: by a language model where one is set up, else and in doubt by the rules; what was read is kept."""

from imagesearch.search.reading.reader import Reading, parser_identity, query_read

__all__ = ["Reading", "parser_identity", "query_read"]
