"""Whatever is given to the command line, it answers in a sentence with a place and a next step, never with a trace."""

from pathlib import Path

import pytest

SCAN = ("scan", "listings.csv", "--rights", "rights.yaml", "--out", "bad-out", "--workers", "1")
YAML_FILES = ("nothere", "folder", "empty", "junk", "broken.yaml", "list.yaml", "latin.yaml", "null.yaml")

BAD_ARGUMENTS = {
    "listings that are not there": (("scan", "listing.csv", "--rights", "rights.yaml"), "Did you mean 'listings.csv'?"),
    "listings of junk": (("scan", "junk", "--rights", "rights.yaml"), "no column is known as the listing's id"),
    "a folder without listings": (("scan", "folder", "--rights", "rights.yaml"), "there is no file to read"),
    "a device": (("scan", "/dev/null", "--rights", "rights.yaml"), "is no regular file"),
    "rights that are not there": (("scan", "listings.csv", "--rights", "strter"), "Did you mean 'starter'?"),
    "a folder as rights": (("scan", "listings.csv", "--rights", "folder"), "the folder holds no rights file"),
    "broken rights": (("scan", "listings.csv", "--rights", "broken.yaml"), "broken.yaml:2: this is not YAML"),
    "rights of junk": (("scan", "listings.csv", "--rights", "junk"), "Kinds: .yaml"),
    "an unknown format": ((*SCAN, "--format", "parqet"), "Did you mean 'parquet'?"),
    "a wrong format": ((*SCAN, "--format", "parquet"), "the Parquet file cannot be read"),
    "a time that is none": ((*SCAN, "--as-of", "yesterday"), "'yesterday' is not an instant. Write it as"),
    "a time out of range": ((*SCAN, "--as-of", "9999-12-31T23:00:00-12:00"), "is not an instant"),
    "no workers": ((*SCAN, "--workers", "0"), "--workers"),
    "workers in words": ((*SCAN, "--workers", "many"), "--workers"),
    "an unknown band": ((*SCAN, "--fail-on", "clear"), "act or review"),
    "an unknown option": ((*SCAN, "--frobnicate"), "--frobnicate"),
    "a similar option": ((*SCAN, "--stric"), "--strict"),
    "an unknown command": (("scam",), "scam"),
    "nothing to scan": (("scan",), "give LISTINGS and --rights FILE"),
    "no rights": (("scan", "listings.csv"), "give LISTINGS and --rights FILE"),
    "a file as folder of results": ((*SCAN[:5], "file"), "a file is in the way of this folder. Give another"),
    "a name that is too long": ((*SCAN[:5], "x" * 300), "cannot be written"),
    "a name with a zero": ((*SCAN[:5], "a\0b"), "--out"),
    "a file as state": ((*SCAN, "--state", "file"), "a file is in the way of this folder"),
    "the results as state": ((*SCAN, "--state", "bad-out"), "Give the state a folder of its own"),
    "a snapshot of nothing before": ((*SCAN, "--snapshot"), "give --state DIR"),
    "reviews that are not there": ((*SCAN, "--reviews", "nothere"), "the reviews cannot be read"),
    "a folder as reviews": ((*SCAN, "--reviews", "folder"), "the reviews cannot be read"),
    "reviews of junk": ((*SCAN, "--reviews", "junk"), "no column holds the reviews' listing_id"),
    "a column that is not there": ((*SCAN, "--map", "wrong-map.yaml"), "Did you mean 'title'?"),
    "a field that is not there": ((*SCAN, "--map", "wrong-field.yaml"), "Did you mean 'title'?"),
    "row numbers with a state": (
        (*SCAN, "--map", "rows-map.yaml", "--state", "state"), "--state needs ids that stay"
    ),
    "a map for nothing": (("scan", "--suggest-map", "nothere.csv"), "nothere.csv: there is no such file or folder"),
    "a map for a folder": (("scan", "--suggest-map", "folder"), "folder: this is a folder; name one of its files"),
    "an unknown detector": (("detectors", "replica_word"), "Did you mean 'replica_words'?"),
    "results that are not there": (("explain", "A1", "--out", "nowhere"), "Scan first, or give --out"),
    "a sample in place of a file": (("sample", "file", "--listings", "20"), "a file is in the way"),
    "a sample of nothing": (("sample", "market", "--listings", "0"), "--listings"),
    "a seed in words": (("sample", "market", "--seed", "seven"), "--seed"),
}  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def maps(place: Path) -> None:
    """Column maps that fit nothing."""
    (place / "wrong-map.yaml").write_text("listing_id: listing_id\ntitle: titel\n")
    (place / "wrong-field.yaml").write_text("listing_id: listing_id\ntitel: title\n")
    (place / "rows-map.yaml").write_text("listing_id: {row: true}\ntitle: title\n")


@pytest.mark.parametrize("case", BAD_ARGUMENTS)
def test_bad_arguments_are_told_on_standard_error_with_exit_code_2(guildmark, case: str) -> None:
    arguments, told = BAD_ARGUMENTS[case]
    result = guildmark(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert told in " ".join(result.stderr.replace("│", " ").split())


@pytest.mark.parametrize("option", ["--weights", "--policy", "--rates", "--map"])
@pytest.mark.parametrize("file", YAML_FILES)
def test_a_file_that_cannot_be_used_is_named(guildmark, option: str, file: str) -> None:
    result = guildmark(*SCAN, option, file)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"guildmark: {file}")


WRONG_WEIGHTS = {
    "weights: {replica_word: {db: 3}}": "detector 'replica_word' is not known. Did you mean 'replica_words'?",
    "weights: {replica_words: 3}": "3 is no weight",
    "weights: {replica_words: }": "None is no weight",
    "weights: {replica_words: {db: true}}": "weight True is not a number of decibans",
    "weights: {replica_words: {db: .nan}}": "weight nan is not a number of decibans",
    "weights: {replica_words: {db: '3'}}": "weight '3' is not a number of decibans",
    "weights: {replica_words: {db: 21}}": "Write one from -20 to 20",
    "weights: {replica_words: {dB: 3}}": "field 'dB' is not known. Did you mean 'db'?",
    "weights: {replica_words: {db: -3}}": "the detector speaks for a fake. Write 0 or more",
    "weights: {used_resale: {db: 5}}": "the detector speaks against a fake. Write 0 or less",
    "weights: {replica_words: {db: 3, measured_on: 7}}": "measured_on 7 is no list",
    "weights: {replica_words: {db: 3, provisional: maybe}}": "provisional 'maybe' is neither true nor false",
    "weights: [1]": "there are no weights",
    "weight: {}": "there are no weights",
    "weights: !!python/object:os.system {}": "this is not YAML",
    "weights: {replica_words: {db: 3}, replica_words: {db: 4}}": "duplicate key",
}


@pytest.mark.parametrize("text", WRONG_WEIGHTS)
def test_wrong_weights_are_told(guildmark, place: Path, text: str) -> None:
    (place / "weights.yaml").write_text(text)
    result = guildmark(*SCAN, "--weights", "weights.yaml")
    assert result.exit_code == 2
    assert result.stderr.startswith("guildmark: weights.yaml:")
    assert WRONG_WEIGHTS[text] in result.stderr


SOUND_POLICY = {"start_share": "0.03", "review_db": "-8", "act_db": "13", "never_act_alone": "[price]"}
WRONG_POLICIES = [
    ("start_share", "high", "'high' is no share"),
    ("start_share", "0.0", "is no share"),
    ("start_share", "1", "is no share"),
    ("start_share", ".nan", "is no share"),
    ("start_share", "[0.03]", "is no share"),
    ("review_db", "low", "'low' is no number of decibans"),
    ("review_db", "", "None is no number"),
    ("review_db", "false", "False is no number"),
    ("review_db", "-.inf", "-inf is no number"),
    ("act_db", "-9", "must be lower than act_db"),
    ("never_act_alone", "price", "'price' is no list"),
    ("never_act_alone", "", "None is no list"),
    ("never_act_alone", "{price: 1}", "is no list"),
    ("never_act_alone", "[prise]", "family 'prise' is not known. Did you mean 'price'?"),
    ("never_act_alone", "[[price]]", "is not known"),
    ("revue_db", "3", "field 'revue_db' is not known. Did you mean 'review_db'?"),
]


@pytest.mark.parametrize(("field", "value", "told"), WRONG_POLICIES)
def test_a_wrong_policy_is_told(guildmark, place: Path, field: str, value: str, told: str) -> None:
    lines = [f"{name}: {text}" for name, text in (SOUND_POLICY | {field: value}).items()]
    (place / "policy.yaml").write_text("\n".join(lines))
    result = guildmark(*SCAN, "--policy", "policy.yaml")
    assert result.exit_code == 2
    assert result.stderr.startswith("guildmark: policy.yaml:")
    assert told in result.stderr


def test_results_that_are_damaged_are_told(guildmark, place: Path) -> None:
    (place / "damaged").mkdir(exist_ok=True)
    (place / "damaged" / "findings.parquet").write_bytes(b"PAR1 and then nothing")
    result = guildmark("explain", "A1", "--out", "damaged")
    assert result.exit_code == 2
    assert "the results cannot be read" in result.stderr
    assert "Scan again" in result.stderr


def test_an_empty_catalogue_is_no_error(guildmark) -> None:
    result = guildmark("scan", "empty", "--rights", "rights.yaml", "--out", "empty-out", "--workers", "1")
    assert result.exit_code == 0
    assert result.stdout.startswith("0 rows read = 0 scanned + 0 unchanged + 0 rejected")
