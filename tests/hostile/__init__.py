"""What means ill, by kind, for tests of the parts that read it and for the site that serves it all."""
