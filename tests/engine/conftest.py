"""The rights that the detectors' examples are about, with an official picture, compiled once."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageOps
from ruamel.yaml import YAML

import guildmark.detectors
from guildmark.engine import Context, compile_context
from guildmark.rights import read_rights

EXAMPLES = Path(guildmark.detectors.__file__).parent / "examples.yaml"


def picture(seed: int, *, mirrored: bool = False) -> bytes:
    """A made picture with coarse and fine structure, as JPEG."""
    random = np.random.default_rng(seed)
    layers = np.zeros((300, 400, 3))
    for cells, strength in ((5, 1.0), (10, 0.6), (20, 0.4), (40, 0.3)):
        noise = Image.fromarray(random.integers(0, 256, (cells, cells, 3), dtype=np.uint8))
        layers += strength * np.asarray(noise.resize((400, 300), Image.Resampling.BICUBIC), dtype=float)
    image = Image.fromarray((layers / 2.3).astype(np.uint8))
    out = io.BytesIO()
    (ImageOps.mirror(image) if mirrored else image).save(out, "JPEG")
    return out.getvalue()


PICTURES = {
    "official": picture(1),
    "official, mirrored": picture(1, mirrored=True),
    "own": picture(2),
}


@pytest.fixture(scope="session")
def rights_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The examples' rights as a file, ORVANE with an official picture beside it."""
    folder = tmp_path_factory.mktemp("rights")
    (folder / "official.jpg").write_bytes(PICTURES["official"])
    document = YAML(typ="safe", pure=True).load(EXAMPLES.read_text("utf-8"))
    document["rights"][0]["pictures"] = ["official.jpg"]
    with (folder / "rights.yaml").open("w", encoding="utf-8") as file:
        YAML(typ="safe", pure=True).dump(document, file)
    return folder / "rights.yaml"


@pytest.fixture(scope="session")
def context(rights_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Context:
    """The compiled context of the examples' rights."""
    read = read_rights(rights_path)
    assert not read.problems
    return compile_context(read, tmp_path_factory.mktemp("contexts"))
