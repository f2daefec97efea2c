"""Stores: strikes by a published ladder, closing a store by two people, and undoing that whole."""
