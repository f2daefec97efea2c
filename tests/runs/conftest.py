"""A compiled context and a catalogue, made once, and what an undisturbed scan of it leaves."""

from pathlib import Path

import pytest
from invented_catalogue import RIGHTS, write_catalogue
from running import results, scan

from guildmark.engine import ContextEvaluator, compile_context
from guildmark.rights import read_rights


@pytest.fixture(scope="session")
def contexts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `rights.yaml`, under which contexts are compiled."""
    folder = tmp_path_factory.mktemp("contexts")
    (folder / "rights.yaml").write_text(RIGHTS, "utf-8")
    return folder


@pytest.fixture(scope="session")
def evaluator(contexts: Path) -> ContextEvaluator:
    """The real evaluator of the invented rights."""
    return ContextEvaluator.of(compile_context(read_rights(contexts / "rights.yaml"), contexts))


@pytest.fixture(scope="session")
def listings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalogue of 240 rows, with `reviews.parquet` beside it."""
    return write_catalogue(tmp_path_factory.mktemp("catalogue"))


@pytest.fixture(scope="session")
def undisturbed(
    evaluator: ContextEvaluator, listings: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, bytes]:
    """What a scan of the catalogue leaves that nobody disturbs, with one worker."""
    out = tmp_path_factory.mktemp("undisturbed") / "out"
    scan(evaluator, listings, out, reviews=listings.with_name("reviews.parquet"), report=True)
    return results(out)


@pytest.fixture(scope="session")
def looking(tmp_path_factory: pytest.TempPathFactory) -> ContextEvaluator:
    """An evaluator of one right with one official picture."""
    from invented_photos import PICTURED_RIGHTS, photo

    folder = tmp_path_factory.mktemp("looking")
    (folder / "rights.yaml").write_text(PICTURED_RIGHTS, "utf-8")
    (folder / "official.jpg").write_bytes(photo(1))
    return ContextEvaluator.of(compile_context(read_rights(folder / "rights.yaml"), folder))
