"""A living alliance to try the site with: the sample market, scanned for rights that its holders registered."""
