"""Pictures of products, shown as they were brought in."""

from typing import Any

from oscar.core.thumbnails import AbstractThumbnailer


class AsTheyAre(AbstractThumbnailer):
    """No thumbnails: a shop that lives for a test needs no library for them."""

    def generate_thumbnail(self, source: Any, **opts: Any) -> Any:
        return source

    def delete_thumbnails(self, source: Any) -> None:
        """There are none."""
