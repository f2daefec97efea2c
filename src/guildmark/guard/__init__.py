"""What goes out or touches a path goes through here: addresses, roots, sizes and times.

Fetching itself is in `guard.fetch`, which needs the extra `fetch` and is imported only by what fetches.
"""

from guildmark.guard.paths import inside, named_in_unicode, output_folder, read_below, read_bounded
from guildmark.guard.policy import FetchPolicy
from guildmark.guard.refused import RefusedError

__all__ = [
    "FetchPolicy",
    "RefusedError",
    "inside",
    "named_in_unicode",
    "output_folder",
    "read_below",
    "read_bounded",
]
