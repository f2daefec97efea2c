"""Errors name what was probably meant."""

import pytest

from guildmark.records.did_you_mean import did_you_mean


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("titel", " Did you mean 'title'?"),
        (" GTINS ", " Did you mean 'GTIN'?"),
        ("gtin", " Did you mean 'GTIN'?"),
        ("colour of the sky", ""),
        ("", ""),
    ],
)
def test_the_nearest_name_is_told_as_it_is_written(text: str, told: str) -> None:
    assert did_you_mean(text, ["title", "GTIN", "price"]) == told
