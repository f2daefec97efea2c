"""What members share, over open standards: STIX 2.1 objects by TAXII 2.1, out of the site and into it."""
