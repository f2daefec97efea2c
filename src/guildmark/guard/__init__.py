"""What touches a path goes through here: which folder it may be in, and how much of it is read."""

from guildmark.guard.paths import inside, output_folder, read_bounded

__all__ = ["inside", "output_folder", "read_bounded"]
