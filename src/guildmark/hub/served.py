"""The site in a worker of `guildmark serve`."""

import atexit
import faulthandler
import gc
import logging
import signal
import threading

from django.db import connections

from guildmark.hub.beside import end_with_parent
from guildmark.hub.wsgi import application

__all__ = ["application"]

logger = logging.getLogger(__name__)


def _warm() -> None:
    """Open the index and judge once before somebody waits for it: the first judgement loads compiled code."""
    from guildmark.hub.members.models import Organisation  # noqa: PLC0415 - needs Django, which is set up by now
    from guildmark.hub.registry.current import live_context  # noqa: PLC0415 - the same
    from guildmark.hub.registry.judging import judge  # noqa: PLC0415 - the same

    try:
        for marketplace in Organisation.objects.filter(kind="marketplace", suspended_at=None)[:8]:
            live = live_context(marketplace)
            if live is not None:
                judge([{"listing_id": "warm", "title": "warm"}], live[1])
    except Exception:  # it is only that the first to ask waits
        logger.exception("the index could not be opened in advance")
    finally:
        connections.close_all()
    # What is there now stays. Looked over for garbage again and again, it would stop every request for a tenth of a
    # second; at the end libraries may take it away again.
    gc.collect()
    gc.freeze()
    atexit.register(gc.unfreeze)


end_with_parent()
faulthandler.register(signal.SIGUSR1)  # writes where each thread stands, for whoever wonders what a worker waits for
threading.Thread(target=_warm, name="warming", daemon=True).start()
