"""The database itself refuses to change or remove what was recorded."""

from typing import Any

SQLITE = """
CREATE TRIGGER {table}_never_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, 'rows of {table} are never changed or removed'); END
"""
POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'rows of % are never changed or removed', TG_TABLE_NAME; END $$
"""
POSTGRESQL = """
CREATE TRIGGER {table}_never_{verb} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()
"""


def protect(apps: Any, editor: Any) -> None:
    """A migration's step: put the triggers on the table of events."""
    protect_rows(editor, "events_event")


def protect_rows(editor: Any, table: str) -> None:
    """Put the triggers on a table."""
    postgresql = editor.connection.vendor == "postgresql"
    if postgresql:
        editor.execute(POSTGRESQL_FUNCTION, params=None)
    for verb in ("UPDATE", "DELETE"):
        editor.execute((POSTGRESQL if postgresql else SQLITE).format(table=table, verb=verb), params=None)
