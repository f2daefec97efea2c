"""What members share: circles, tactics and advice, who may read them, and how each marketplace uses them."""
