"""What happened, in order, and what is to be done at a time."""
