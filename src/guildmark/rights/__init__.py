"""Rights: what is protected, read from files and compiled into the index that detectors look things up in."""

from guildmark.rights.read import RightsFile, read_rights

__all__ = ["RightsFile", "read_rights"]
