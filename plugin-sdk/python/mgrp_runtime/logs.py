"""Log lines on their way to the host: batched, bounded, and never in the way of the module."""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections import deque

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Deque, Dict, List, Optional

LINES = 1000
LINE_CHARACTERS = 16 * 1024
BATCH_CHARACTERS = 256 * 1024
BATCH_SECONDS = 0.005


class LogSender:
    """Takes lines from any thread; a thread of its own sends them a few milliseconds later, many at a time."""

    def __init__(self, notify: "Callable[[str, Any], None]"):
        self._notify = notify
        self._lines: "Deque[Dict[str, str]]" = deque()
        self._lock = threading.Lock()
        self._wake = threading.Semaphore(0)
        self._dropped = 0
        self._started = False

    def add(self, level: str, message: str, name: str) -> None:
        if len(message) > LINE_CHARACTERS:
            message = "%s… (%d characters more)" % (message[:LINE_CHARACTERS], len(message) - LINE_CHARACTERS)
        message = message.encode("utf-8", "backslashreplace").decode()
        with self._lock:
            if len(self._lines) >= LINES:
                self._dropped += 1
                return
            self._lines.append({"level": level, "message": message, "name": name})
            wake = len(self._lines) == 1
            start = not self._started
            self._started = True
        if start:
            threading.Thread(target=self._run, name="mgr.log", daemon=True).start()
        if wake:
            self._wake.release()

    def flush(self) -> None:
        """Send what waits, now, on the calling thread."""
        while True:
            batch: "List[Dict[str, str]]" = []
            size = 0
            with self._lock:
                while self._lines and size < BATCH_CHARACTERS:
                    line = self._lines.popleft()
                    size += len(line["message"])
                    batch.append(line)
                dropped, self._dropped = self._dropped, 0
            if not batch and not dropped:
                return
            self._notify("log", {"lines": batch, "dropped": dropped})

    def _run(self) -> None:
        while True:
            self._wake.acquire()
            time.sleep(BATCH_SECONDS)
            try:
                self.flush()
            except Exception:
                return  # the connection is gone, and this process with it


class HostLogHandler(logging.Handler):
    """The root handler: every record of the process that its level lets through."""

    _FORMAT = logging.Formatter("%(message)s")

    def __init__(self, sender: LogSender):
        super().__init__(logging.INFO)
        self.sender = sender

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self.sender.add(level_name(record.levelno), self._FORMAT.format(record), record.name)
        except Exception:
            self.handleError(record)


def level_name(number: int) -> str:
    if number >= logging.CRITICAL:
        return "critical"
    if number >= logging.ERROR:
        return "error"
    if number >= logging.WARNING:
        return "warning"
    return "info" if number >= logging.INFO else "debug"


def level_number(name: "Optional[str]") -> int:
    """The level of the option `log_level`; empty, the default, is info."""
    return {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR,
            "critical": logging.CRITICAL}.get((name or "info").lower(), logging.INFO)


def already_logged() -> bool:
    """Whether the caller is a log handler of a logger whose records reach the root handler anyway.

    Ceph's own mgr_module has a handler that writes to `_ceph_log`, Kraken's one that writes to `ceph_state.log`.
    """
    frame = sys._getframe(1)
    for _ in range(12):
        frame = frame.f_back  # type: ignore[assignment]
        if frame is None:
            return False
        if frame.f_code.co_name == "callHandlers" and frame.f_globals.get("__name__") == "logging":
            logger = frame.f_locals.get("self")
            while logger is not None and logger.parent is not None:
                if not logger.propagate:
                    return False
                logger = logger.parent
            return True
    return False


_handler: "Optional[HostLogHandler]" = None


def use(handler: "Optional[HostLogHandler]") -> None:
    global _handler
    _handler = handler


def set_level(name: "Optional[str]") -> None:
    """Follow the option `log_level`. The root logger lets the same through, so that a filtered record costs nothing."""
    if _handler is not None:
        _handler.setLevel(level_number(name))
        logging.getLogger().setLevel(_handler.level)


def write(level: str, message: str, name: str) -> None:
    """A line that does not come through `logging`."""
    if _handler is None:
        sys.stderr.write("%s %s: %s\n" % (level, name, message))
    elif level_number(level) >= _handler.level:
        _handler.sender.add(level, message, name)
