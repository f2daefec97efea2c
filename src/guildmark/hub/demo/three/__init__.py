"""Three sites on one machine, as three organisations: a brand, a large and a small marketplace, joined site to site."""
