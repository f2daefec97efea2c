"""The words in which sellers and buyers are written to, a file for each language that listings are in.

English is the original; every other file has the same keys with the same placeholders. As shipped they are drafts, and
say so: `reviewed` stays empty until two people of a marketplace approve a language by the digest of its file.
"""

from guildmark.hub.wording.read import Wording, languages, wording

__all__ = ["Wording", "languages", "wording"]
