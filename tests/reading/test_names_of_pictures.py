"""Pictures named in one text: several addresses or files are several, and a name with spaces is one."""

import pyarrow as pa
import pytest

from guildmark.reading.nested_columns import pictures_column


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a.jpg", ["a.jpg"]),
        ("a.jpg b.png", ["a.jpg", "b.png"]),
        ("a.jpg,b.png", ["a.jpg", "b.png"]),
        ("a.jpg, sub/b.png", ["a.jpg", "sub/b.png"]),
        ("a.jpg|my photo.jpg;c.webp", ["a.jpg", "my photo.jpg", "c.webp"]),
        ("my photo.jpg", ["my photo.jpg"]),
        ("my photo, front (2).jpg", ["my photo, front (2).jpg"]),
        ("1001 1002", ["1001", "1002"]),
        ('["a b.jpg", "c.jpg"]', ["a b.jpg", "c.jpg"]),
        (
            "https://cdn.example/a.jpg,https://cdn.example/b.jpg",
            ["https://cdn.example/a.jpg", "https://cdn.example/b.jpg"],
        ),
        (" ; | ", None),
    ],
)
def test_names_in_a_text_are_told_apart(text: str, names: list[str] | None) -> None:
    found = pictures_column([("image", pa.array([text]))], []).to_pylist()[0]
    assert (None if found is None else [picture["uri"] for picture in found]) == names
