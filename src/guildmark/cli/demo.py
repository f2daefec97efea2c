"""`guildmark demo`: a living alliance in a folder, and the site that serves it."""

import os
import shutil
import sys
import time
from pathlib import Path

from guildmark.cli.app import OK, UNUSABLE
from guildmark.hub.folder import DATABASE, FOLDER
from guildmark.records import InputError

SITE = "site"  # the site's folder, within the demo's


def run(out: Path, listings: int, *, serves: bool, port: int) -> int:
    """Seed the folder unless it is seeded, and serve it until stopped; returns the exit code."""
    site = (out / SITE).absolute()
    os.environ[FOLDER] = str(site)
    os.environ["DJANGO_SETTINGS_MODULE"] = "guildmark.hub.settings"
    os.environ.pop(DATABASE, None)  # the demo has a database of its own, in its folder
    if site.exists() and not (site / "demo").exists():
        print(f"guildmark: {site}: holds something else than a demo. Give another folder.", file=sys.stderr)
        return UNUSABLE
    if site.exists() and not (site / "demo-seeded").exists():
        shutil.rmtree(site)  # it was stopped while it was made
    import django  # noqa: PLC0415 - the environment comes first

    django.setup()
    from guildmark.hub.demo.seed import is_seeded, seed, told  # noqa: PLC0415 - needs Django

    began = time.monotonic()
    try:
        if not is_seeded():
            seed(listings, lambda step: print(f"[{time.monotonic() - began:4.0f} s] {step}", flush=True))
    except InputError as error:
        print(f"guildmark: {error}", file=sys.stderr)
        return UNUSABLE
    print(f"\n{told()}\n", flush=True)
    if not serves:
        print(f"To serve it: guildmark demo {out}")
        return OK
    from guildmark.hub.serve import serve  # noqa: PLC0415 - only for serving

    return serve(port=port)
