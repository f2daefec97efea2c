"""One small market and one of the usual size, made once."""

from pathlib import Path

import pytest

from guildmark.redteam import MarketSummary, make_market


@pytest.fixture(scope="session")
def market(tmp_path_factory: pytest.TempPathFactory) -> MarketSummary:
    """The usual 20,000 listings, without pictures."""
    return make_market(tmp_path_factory.mktemp("market"), listings=20_000, seed=7, pictures=False)


@pytest.fixture(scope="session")
def pictured(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some listings with pictures, enough for borrowed ones."""
    pytest.importorskip("PIL")
    return make_market(tmp_path_factory.mktemp("pictured"), listings=1_500, seed=3).out
