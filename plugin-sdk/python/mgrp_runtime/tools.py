"""Programs that a module runs on its host."""

from __future__ import annotations

import errno
import logging
import subprocess
from typing import List, Optional, Tuple


def run_tool(args: List[str], timeout: float, stdin: Optional[bytes]) -> Tuple[int, str, str]:
    """Exit code, stdout and stderr; a negative errno in place of the code when it did not run to its end."""
    log = logging.getLogger("mgrp")
    try:
        done = subprocess.run(args, input=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=timeout)
    except subprocess.TimeoutExpired:
        message = "%s did not end within %g seconds" % (args[0], timeout)
        log.error(message)
        return -errno.ETIMEDOUT, "", message
    except OSError as e:
        return -(e.errno or errno.EIO), "", "cannot run %s: %s" % (args[0], e.strerror or e)
    if done.returncode:
        log.error("%s ended with %d: %s", args[0], done.returncode, done.stderr.decode("utf-8", "replace").strip())
    return done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")
