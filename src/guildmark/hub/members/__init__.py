"""Organisations, people, their roles, keys, and the wall between them."""
