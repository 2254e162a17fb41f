"""Threads that do the module's work, started when first needed and never more than allowed."""

from __future__ import annotations

import threading
from _queue import SimpleQueue

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable


class Workers:
    """Runs jobs on at most `limit` threads, in order; refuses when `bound` jobs wait already."""

    def __init__(self, name: str, limit: int = 1, bound: int = 1024):
        self.name = name
        self.limit = limit
        self.bound = bound
        self._jobs: "SimpleQueue[Callable[[], None]]" = SimpleQueue()
        self._lock = threading.Lock()
        self._threads = 0
        self._busy = 0
        self._waiting = 0

    def submit(self, job: "Callable[[], None]") -> bool:
        with self._lock:
            if self._waiting >= self.bound:
                return False
            self._waiting += 1
            start = self._threads < self.limit and self._waiting > self._threads - self._busy
            if start:
                self._threads += 1
        if start:
            threading.Thread(target=self._run, name=self.name, daemon=True).start()
        self._jobs.put(job)
        return True

    def _run(self) -> None:
        get = self._jobs.get
        while True:
            job = get()
            with self._lock:
                self._waiting -= 1
                self._busy += 1
            try:
                job()
            except BaseException:  # a job answers its own failures; what comes here is a fault worth a log line
                import logging
                logging.getLogger("mgrp").exception("a job of %s failed", self.name)
            finally:
                del job
                with self._lock:
                    self._busy -= 1
