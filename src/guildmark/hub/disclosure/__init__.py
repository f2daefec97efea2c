"""Figures in the open: counted from the record of events each month, published, never changed."""
