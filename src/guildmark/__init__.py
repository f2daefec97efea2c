"""Guildmark finds counterfeit goods among marketplace listings, explains every finding, and says how often it is wrong."""
