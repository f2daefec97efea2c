"""What a child process gives up before it opens the file of a stranger: memory, time, files, the network.

Sources: getrlimit(2); landlock(7), which needs no privileges, and whose calls have one number on all architectures.
On a kernel without Landlock (before 5.13, or not Linux) the other limits stand alone.
"""

import ctypes
import os
import resource
import signal
import struct
import sys
from contextlib import suppress

# Where PDFium looks for fonts that a PDF names and does not bring.
FONTS = ("/usr/share/fonts", "/usr/local/share/fonts", "/usr/share/X11/fonts/Type1", "/usr/share/X11/fonts/TTF")
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
VERSION_ASKED, PATH_BENEATH, NO_NEW_PRIVILEGES = 1, 1, 38
READ_FILE, READ_FOLDER = 1 << 2, 1 << 3
# By version of Landlock: how many of the bits of files, of TCP, and of what else it can refuse.
FILE_BITS = {1: 13, 2: 14, 3: 15, 4: 15}
NEWEST_FILE_BITS, TCP_BITS, SCOPE_BITS = 16, 2, 2
TCP_SINCE, SCOPE_SINCE = 4, 6


def confine(*, memory_bytes: int, cpu_seconds: int, wall_seconds: int, written_bytes: int, open_files: int) -> None:
    """Limit this process for good. Called when all libraries are imported, and before a hostile byte is read."""
    _shut_in()
    for kind, most, at_last in (
        (resource.RLIMIT_AS, memory_bytes, memory_bytes),
        (resource.RLIMIT_CPU, cpu_seconds, cpu_seconds + 1),  # a signal that tells why comes before the kill
        (resource.RLIMIT_FSIZE, written_bytes, written_bytes),
        (resource.RLIMIT_NOFILE, open_files, open_files),
        (resource.RLIMIT_CORE, 0, 0),  # a dump would hold what the seller sent
        (resource.RLIMIT_NPROC, 0, 0),  # no further process or thread
    ):
        with suppress(ValueError, OSError):  # a limit that the system does not know, or that is tighter already
            resource.setrlimit(kind, (most, at_last))
    signal.alarm(wall_seconds)  # ends this process even when the one that began it was killed


def _shut_in() -> None:
    """Refuse this process all files but fonts, all TCP, and signals to others, as far as the kernel can."""
    if sys.platform != "linux":
        return
    system = ctypes.CDLL(None, use_errno=True)
    version = system.syscall(CREATE_RULESET, None, ctypes.c_size_t(0), VERSION_ASKED)
    if version < 1:
        return
    refused = (1 << FILE_BITS.get(version, NEWEST_FILE_BITS)) - 1
    tcp = (1 << TCP_BITS) - 1 if version >= TCP_SINCE else 0
    scope = (1 << SCOPE_BITS) - 1 if version >= SCOPE_SINCE else 0
    wanted = struct.pack("=QQQ", refused, tcp, scope)
    length = 24 if version >= SCOPE_SINCE else 16 if version >= TCP_SINCE else 8
    rules = system.syscall(CREATE_RULESET, wanted, ctypes.c_size_t(length), 0)
    if rules < 0:
        return
    for folder in filter(os.path.isdir, FONTS):
        beneath = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        system.syscall(ADD_RULE, rules, PATH_BENEATH, struct.pack("=Qi", READ_FILE | READ_FOLDER, beneath), 0)
        os.close(beneath)
    if system.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0:
        system.syscall(RESTRICT_SELF, rules, 0)
    os.close(rules)
