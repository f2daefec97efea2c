"""A django-oscar shop on loopback, as its makers ship it: the settings, addresses and goods that a shop must choose."""
