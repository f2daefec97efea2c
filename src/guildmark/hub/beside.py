"""Processes beside another: they end when it does, however it ends, so that none is left over."""

import os
import signal
import threading
import time

PARENT = "GUILDMARK_SERVER"  # in the environment: the process that a worker belongs to
LOOK_SECONDS = 1.0


def end_with_parent() -> None:
    """End this process, as by SIGTERM, when the one that the environment names is no longer its parent."""
    named = os.environ.get(PARENT, "")
    if not named.isdigit():
        return

    def watch() -> None:
        while os.getppid() == int(named):
            time.sleep(LOOK_SECONDS)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(LOOK_SECONDS * 10)
        os._exit(1)  # whatever it is still at is done again by the next

    threading.Thread(target=watch, name="parent", daemon=True).start()
