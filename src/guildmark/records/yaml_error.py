"""What is told of a file that is no YAML: the place, what is wrong, and what to do."""

from ruamel.yaml.error import MarkedYAMLError, YAMLError

from guildmark.records.reject import InputError


def yaml_error(name: object, error: YAMLError | UnicodeDecodeError, what: str = "this is not YAML") -> InputError:
    """The error for a file, with the line where the parser knows it."""
    if isinstance(error, MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        place = f"{name}:{mark.line + 1}" if mark else f"{name}"
        told = " ".join((error.problem or error.context or "").split())
        return InputError(f"{place}: {what}: {told}. Check indents and quotes.")
    first = str(error).strip().splitlines()[0]
    return InputError(f"{name}: {what} in UTF-8: {first}. Save it as UTF-8.")
