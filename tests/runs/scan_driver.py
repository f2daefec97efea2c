"""A scan as a process of its own, for tests that kill it: says how far it is, and dies at a given step when asked."""

import json
import os
import resource
import signal
import sys
from pathlib import Path
from typing import Any

from guildmark.engine import ContextEvaluator
from guildmark.guard import FetchPolicy
from guildmark.reading import open_catalogue
from guildmark.records import InputError
from guildmark.report import write_report
from guildmark.runs import ScanRequest, run_scan
from guildmark.runs.request import PictureSources

STEPS = ("os.rename", "os.symlink", "os.remove", "os.rmdir", "os.mkdir", "os.link", "shutil.rmtree")
PATHS = ("out", "reviews", "state")


def main(task: dict[str, Any]) -> int:
    """Run the scan that the task describes; returns 2 for input that cannot be used, as the command line does."""
    evaluator = ContextEvaluator(Path(task["context"]), task["digest"])
    evaluator.context  # noqa: B018 - opened before the clock of a test starts
    options = {name: Path(value) if name in PATHS else value for name, value in task["options"].items()}
    if "pictures" in options:
        named = options["pictures"]
        fetch = named.get("ports") and FetchPolicy(per_second=1000, loopback_ports=frozenset(named["ports"]))
        options["pictures"] = PictureSources(named.get("root") and Path(named["root"]), fetch)
    request = ScanRequest(open_catalogue([task["listings"]]), Path(task["out"]), **{"rows_per_slice": 16} | options)
    print("ready", flush=True)
    if task["file_bytes"] is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (task["file_bytes"], task["file_bytes"]))
    steps = Steps(task["die_at"], [str(options[name]) for name in ("state",) if name in options] + [task["out"]])
    sys.addaudithook(steps.see)
    try:
        run_scan(request, evaluator, progress=lambda stage, done, total: print(stage, done, flush=True),
                 finish=[write_report])  # fmt: skip
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    print("steps", steps.seen, flush=True)
    return 0


class Steps:
    """Counts what changes names in the folders of a scan, and kills this process just before one of them.

    `die_at` is a number of the step, or a text: just before the first step whose paths hold it. What Python and its
    libraries write elsewhere, such as compiled modules, is not counted: the next process would not do it again.
    """

    def __init__(self, die_at: int | str | None, folders: list[str]) -> None:
        self.seen, self._die_at, self._folders = 0, die_at, tuple(folders)

    def see(self, event: str, arguments: tuple[Any, ...]) -> None:
        """An audit hook."""
        writes = event == "open" and isinstance(arguments[1], str) and arguments[1].strip("br+") in ("w", "x", "a")
        if (event in STEPS or writes) and self._is_ours(paths := [str(path) for path in arguments]):
            self.seen += 1
            named = isinstance(self._die_at, str) and any(self._die_at in path for path in paths)
            if named or self.seen == self._die_at:
                os.kill(os.getpid(), signal.SIGKILL)

    def _is_ours(self, paths: list[str]) -> bool:
        absolute = [path for path in paths if path.startswith("/")]  # the rest are names in a folder that is emptied
        return not absolute or any(path.startswith(self._folders) for path in absolute)


if __name__ == "__main__":
    sys.exit(main(json.loads(sys.argv[1])))
