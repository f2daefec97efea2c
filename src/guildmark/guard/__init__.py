"""What touches a path goes through here: which folder it may be in, and how much of it is read."""

from guildmark.guard.paths import inside, named_in_unicode, output_folder, read_bounded

__all__ = ["inside", "named_in_unicode", "output_folder", "read_bounded"]
