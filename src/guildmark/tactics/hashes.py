"""Hashes of pictures in YAML."""

from guildmark.tactics.values import Value

DIGITS = 64  # hexadecimal, of a PDQ hash


def read_hashes(value: Value) -> tuple[str, ...]:
    """PDQ hashes, each once. Errors: InputError for what is none."""
    for item in value.items():
        text = item.text().lower()
        if len(text) != DIGITS or set(text) - set("0123456789abcdef"):
            item.refuse(
                f"{item.shown()} is no PDQ hash of {DIGITS} hexadecimal digits. "
                "`guildmark tactics picture FILE` prints it."
            )
    return tuple(dict.fromkeys(text.lower() for text in value.texts()))
