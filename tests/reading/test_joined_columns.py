"""Several columns of text become one, row by row."""

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from guildmark.reading.texts import joined_columns

CELLS = st.none() | st.sampled_from(["a", "b c", ""])


@given(rows=st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=6))
def test_each_row_keeps_its_own_texts(rows: list[tuple[str | None, ...]]) -> None:
    columns = [pa.array([row[place] for row in rows], pa.string()) for place in range(3)]
    wanted = [
        "\n".join(cell for cell in row if cell is not None) if any(c is not None for c in row) else None for row in rows
    ]
    assert joined_columns(columns).to_pylist() == wanted
