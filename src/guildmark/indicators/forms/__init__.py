"""The one form of each kind of value."""
