"""Looking listings up by example, and searches that stand: by words, addresses, contacts, pictures, rights."""
