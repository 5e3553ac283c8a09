"""The crawl, its pages, pictures and sightings: the tables that are the only truth, and the services that change them."""
