"""What could not be read can always be written down."""

import json

from hypothesis import given
from hypothesis import strategies as st

from guildmark.records import Reject
from guildmark.records.reject import LONGEST_VALUE

ANY = st.text(st.characters(), max_size=300)


@given(file=ANY, column=st.none() | ANY, value=ANY, reason=ANY)
def test_a_reject_is_a_line_of_json_in_utf8_whatever_it_holds(
    file: str, column: str | None, value: str, reason: str
) -> None:
    line = json.dumps(Reject(file, 1, column, value, reason, rejects_row=False).as_json(), ensure_ascii=False)
    read = json.loads(line.encode("utf-8"))
    assert "\n" not in line
    assert read["row"] == 1
    assert len(value) > LONGEST_VALUE or value.isascii() is False or read["value"] == value
