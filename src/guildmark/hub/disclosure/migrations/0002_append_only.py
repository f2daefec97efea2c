"""The database itself keeps publications from being changed or removed."""

from typing import Any, ClassVar

from django.db import migrations

from guildmark.hub.events.append_only import protect_rows


def protect(apps: Any, editor: Any) -> None:
    """Put the triggers on the table."""
    protect_rows(editor, "disclosure_publication")


class Migration(migrations.Migration):
    """Puts the triggers on the table."""

    dependencies: ClassVar = [("disclosure", "0001_initial"), ("events", "0002_append_only")]
    operations: ClassVar = [migrations.RunPython(protect, migrations.RunPython.noop)]
