"""A clock that is set back while the demo's past is made, so that its record has months, each event at its time.

The record itself is written as always: in order, by the commands that write it for everybody.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.apps import apps
from django.utils import timezone


@contextmanager
def set_back_to(instant: datetime) -> Iterator[None]:
    """Whoever asks for the time is told this instant, and what went by since."""
    real = timezone.now
    behind = real() - instant

    def earlier() -> datetime:
        return real() - behind

    _tell_time_by(real, earlier)
    try:
        yield
    finally:
        _tell_time_by(earlier, real)


def _tell_time_by(before: object, after: object) -> None:
    """Columns took the clock as their default when their models were made."""
    setattr(timezone, "now", after)  # noqa: B010 - no type of ours lets a function be replaced
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if field.default is before:
                field.default = after
                field.__dict__.pop("_get_default", None)  # which Django keeps once it was asked for
