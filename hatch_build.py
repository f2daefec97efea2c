"""A step of the build: translations are compiled into what programs read, also where the package is only linked."""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

LOCALE = "src/guildmark/hub/locale"


class CompileTranslations(BuildHookInterface):
    """Writes a `.mo` beside each `.po`."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile before the files are gathered."""
        for source in sorted(Path(self.root, LOCALE).rglob("*.po")):
            with source.open("rb") as stream:
                catalogue = read_po(stream)
            compiled = source.with_suffix(".mo")
            with compiled.open("wb") as stream:
                write_mo(stream, catalogue)
            build_data["artifacts"].append(compiled.relative_to(self.root).as_posix())
