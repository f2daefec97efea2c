"""What ships as YAML is read once, and then from the cache."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from guildmark.text import lists, shipped


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A cache of one's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    yield tmp_path / "guildmark" / "yaml"


def test_what_is_kept_says_what_the_file_says(cache: Path) -> None:
    first = shipped.shipped("words/denial.yaml")
    [kept] = cache.iterdir()
    assert json.loads(kept.read_text("utf-8")) == first == shipped.shipped("words/denial.yaml")
    assert [one["text"] for one in first["phrases"]] == [p.text for p in lists.read_lists() if p.list_name == "denial"]


def test_what_was_cut_off_is_read_anew(cache: Path) -> None:
    first = shipped.shipped("colours.yaml")
    [kept] = cache.iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(whole[: len(whole) // 2])
    assert shipped.shipped("colours.yaml") == first
    assert kept.read_bytes() == whole
