"""Any ONNX file that takes a picture and gives a vector can be used; anything else is told of."""

from pathlib import Path

import numpy as np
import pytest
from pictures_made import scene

from guildmark.pictures.embedding import model_identity, model_path, open_embedder
from guildmark.records import InputError

onnx = pytest.importorskip("onnx")


def model(path: Path, input_type: int, shape: list[int | str], *, flat: bool = True) -> Path:
    """A model that averages each colour of its picture."""
    helper, types = onnx.helper, onnx.TensorProto
    colours_last = shape[-1] == 3
    nodes = [helper.make_node("Cast", ["picture"], ["floats"], to=types.FLOAT)]
    axes = helper.make_tensor("axes", types.INT64, [2], [1, 2] if colours_last else [2, 3])
    nodes.append(helper.make_node("ReduceMean", ["floats", "axes"], ["vector"], keepdims=0 if flat else 1))
    graph = helper.make_graph(
        nodes, "means",
        [helper.make_tensor_value_info("picture", input_type, shape)],
        [helper.make_tensor_value_info("vector", types.FLOAT, None)],
        [axes],
    )  # fmt: skip
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9), path)
    return path


@pytest.mark.parametrize(
    ("input_type", "shape"),
    [
        (onnx.TensorProto.UINT8, ["n", "h", "w", 3]),
        (onnx.TensorProto.UINT8, ["n", 64, 64, 3]),
        (onnx.TensorProto.FLOAT, ["n", 3, "h", "w"]),
        (onnx.TensorProto.FLOAT, [1, 3, 96, 96]),
    ],
    ids=["bytes of any size", "bytes of one size", "floats of any size", "floats of one size"],
)
def test_a_model_of_either_form_gives_vectors_of_length_one(tmp_path: Path, input_type: int, shape: list[int | str]):
    embedder = open_embedder(model(tmp_path / "model.onnx", input_type, shape), 128)
    vector = embedder.embed(np.asarray(scene()))
    assert embedder.width == 3
    assert vector.shape == (3,)
    assert np.isclose(np.linalg.norm(vector), 1)


def test_a_model_that_takes_something_else_is_refused(tmp_path: Path):
    with pytest.raises(InputError, match="It must take a picture"):
        open_embedder(model(tmp_path / "model.onnx", onnx.TensorProto.FLOAT, ["n", 7, 5, 5]), 128)


def test_a_model_that_gives_no_vector_is_refused(tmp_path: Path):
    path = model(tmp_path / "model.onnx", onnx.TensorProto.UINT8, ["n", "h", "w", 3], flat=False)
    with pytest.raises(InputError, match="not one vector"):
        open_embedder(path, 128)


def test_a_file_that_is_no_model_is_refused(tmp_path: Path):
    (tmp_path / "model.onnx").write_bytes(b"no model")
    with pytest.raises(InputError, match=r"model\.onnx: this is no ONNX model"):
        open_embedder(tmp_path / "model.onnx", 128)


def test_a_path_that_leads_nowhere_is_told_with_the_models_that_are_ready(tmp_path: Path):
    with pytest.raises(InputError, match="sscd_distilled"):
        model_path("missing.onnx", tmp_path)


def test_the_identity_follows_content_and_size(tmp_path: Path):
    one = model(tmp_path / "one.onnx", onnx.TensorProto.UINT8, ["n", "h", "w", 3])
    two = tmp_path / "two.onnx"
    two.write_bytes(one.read_bytes())
    assert model_identity(one, 128) == model_identity(two, 128)
    assert model_identity(one, 128) != model_identity(one, 160)
