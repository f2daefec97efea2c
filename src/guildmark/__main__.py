"""`python -m guildmark` is the command line."""

from guildmark.cli import main

main()
