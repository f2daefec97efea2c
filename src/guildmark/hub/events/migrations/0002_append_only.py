"""The database itself keeps events from being changed or removed."""

from typing import ClassVar

from django.db import migrations

from guildmark.hub.events.append_only import protect


class Migration(migrations.Migration):
    """Puts the triggers on the table."""

    dependencies: ClassVar = [("events", "0001_initial")]
    operations: ClassVar = [migrations.RunPython(protect, migrations.RunPython.noop)]
