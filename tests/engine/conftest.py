"""The rights that the detectors' examples are about, with an official picture, compiled once."""

from pathlib import Path

import pytest
from example_pictures import PICTURES, figure
from ruamel.yaml import YAML

import guildmark.detectors
from guildmark.engine import Context, compile_context
from guildmark.rights import read_rights

EXAMPLES = Path(guildmark.detectors.__file__).parent / "examples.yaml"


@pytest.fixture(scope="session")
def rights_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The examples' rights as a file, ORVANE with an official picture beside it."""
    folder = tmp_path_factory.mktemp("rights")
    (folder / "official.jpg").write_bytes(PICTURES["official"])
    document = YAML(typ="safe", pure=True).load(EXAMPLES.read_text("utf-8"))
    figure().save(folder / "figure.png")
    document["rights"][0] |= {"pictures": ["official.jpg"], "figures": ["figure.png"]}
    with (folder / "rights.yaml").open("w", encoding="utf-8") as file:
        YAML(typ="safe", pure=True).dump(document, file)
    return folder / "rights.yaml"


@pytest.fixture(scope="session")
def context(rights_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Context:
    """The compiled context of the examples' rights."""
    read = read_rights(rights_path)
    assert not read.problems
    return compile_context(read, tmp_path_factory.mktemp("contexts"))
