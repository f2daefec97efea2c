"""Weights and policy: what ships is sound, and what a user gives is read exactly or refused."""

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildmark.assessment import read_policy, read_weights
from guildmark.assessment.choices import MOST_BYTES
from guildmark.detectors import all_detectors
from guildmark.records import FAMILIES, InputError


def test_the_shipped_weights_are_of_all_detectors_and_on_their_side() -> None:
    weights = read_weights()
    detectors = {detector.name: detector.direction for detector in all_detectors()}
    assert weights.db.keys() == detectors.keys()
    for name, direction in detectors.items():
        assert weights.db[name] * (1 if direction == "for" else -1) >= 0


def test_the_shipped_policy_lets_no_price_seller_picture_or_origin_act() -> None:
    policy = read_policy()
    assert {"price", "seller", "picture", "origin"} <= set(policy.never_act_alone) < set(FAMILIES)
    assert policy.start_db == pytest.approx(10 * math.log10(0.03 / 0.97))
    assert policy.start_db < policy.review_db < policy.act_db


@pytest.mark.parametrize("read", [read_weights, read_policy])
def test_a_shipped_file_given_by_its_path_is_the_same_one(read, tmp_path: Path) -> None:
    from importlib.resources import files

    name = {"read_weights": "weights.yaml", "read_policy": "policy.yaml"}[read.__name__]
    copy = tmp_path / name
    copy.write_bytes((files("guildmark.assessment") / name).read_bytes())
    assert read(copy).digest == read().digest
    assert (read(copy).name, read().name) == (name, "shipped")


@given(st.binary(max_size=60) | st.text(max_size=60).map(lambda text: f"weights: {text}".encode("utf-8", "replace")))
def test_any_bytes_are_weights_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    file = tmp_path_factory.getbasetemp() / "any-weights.yaml"
    file.write_bytes(content)
    try:
        read_weights(file)
    except InputError as error:
        assert str(error).startswith(str(file))


VALUE = st.recursive(
    st.none() | st.booleans() | st.integers(-99, 99) | st.floats() | st.sampled_from(["price", "x", "1e3"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["db", "a"]), inner, max_size=2),
    max_leaves=4,
)


@given(st.dictionaries(st.sampled_from(["start_share", "review_db", "act_db", "never_act_alone", "more"]), VALUE))
def test_any_values_are_a_policy_or_refused(
    tmp_path_factory: pytest.TempPathFactory, document: dict[str, object]
) -> None:
    from ruamel.yaml import YAML

    file = tmp_path_factory.getbasetemp() / "any-policy.yaml"
    with file.open("w") as stream:
        YAML(typ="safe", pure=True).dump(document, stream)
    try:
        policy = read_policy(file)
    except InputError as error:
        assert str(error).startswith(str(file))
    else:
        assert policy.review_db < policy.act_db
        assert all(map(math.isfinite, (policy.start_db, policy.review_db, policy.act_db)))


def test_a_file_that_is_far_too_large_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "weights.yaml"
    file.write_bytes(b" " * (MOST_BYTES + 1))
    with pytest.raises(InputError, match="is larger than"):
        read_weights(file)


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    file = tmp_path / "weights.yaml"
    file.write_text("weights: {replica_words: {db: 3}}", "utf-8-sig")
    assert read_weights(file).db == {"replica_words": 3.0}
