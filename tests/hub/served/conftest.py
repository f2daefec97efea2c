"""A site that is served by the command."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from served_site import Served, a_site


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Served]:
    """A site that is not served yet."""
    with a_site(tmp_path) as served:
        yield served
