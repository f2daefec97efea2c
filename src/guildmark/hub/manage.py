"""Django's own commands on the site: `python -m guildmark.hub.manage migrate`."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guildmark.hub.settings")
    execute_from_command_line(sys.argv)
