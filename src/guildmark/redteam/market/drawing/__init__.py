"""Draws goods that do not exist."""
