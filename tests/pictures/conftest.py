"""The tests of this room need the picture libraries."""

import pytest

pytest.importorskip("PIL")
pytest.importorskip("simplejpeg")
