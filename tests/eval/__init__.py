"""How good the search is: judged queries, the product's own ranking, and what others do, measured in one run."""
