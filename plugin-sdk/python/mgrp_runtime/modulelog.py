"""The options log_to_file, log_to_cluster and log_to_cluster_level of modules on our mgr_module."""

from __future__ import annotations

import logging
import os

from . import logs
from .host import current

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Optional

_PRIORITY = {"debug": 0, "info": 1, "warning": 3, "error": 4, "critical": 4}


class ClusterLogHandler(logging.Handler):
    def __init__(self, channel: str):
        super().__init__()
        self._channel = channel

    def emit(self, record: logging.LogRecord) -> None:
        try:
            current().cluster_log_later(self._channel, _PRIORITY[logs.level_name(record.levelno)], record.getMessage())
        except Exception:
            self.handleError(record)


class ModuleLog:
    """Adds and removes the root logger's handlers as the options say."""

    def __init__(self, module: str):
        self._module = module
        self._file: "Optional[logging.Handler]" = None
        self._cluster: "Optional[ClusterLogHandler]" = None

    def follow(self, level: str, to_file: bool, to_cluster: bool, cluster_level: str) -> None:
        root = logging.getLogger()
        if to_file and self._file is None:
            self._file = logging.FileHandler(os.path.join(current().data_dir or ".", self._module + ".log"), delay=True)
            self._file.setFormatter(logging.Formatter("%(asctime)s [%(threadName)s] [%(levelname)-4s] [%(name)s] %(message)s"))
            root.addHandler(self._file)
        elif not to_file and self._file is not None:
            root.removeHandler(self._file)
            self._file.close()
            self._file = None
        if self._file is not None:
            self._file.setLevel(logs.level_number(level))
        if to_cluster and self._cluster is None:
            self._cluster = ClusterLogHandler(self._module)
            root.addHandler(self._cluster)
        elif not to_cluster and self._cluster is not None:
            root.removeHandler(self._cluster)
            self._cluster = None
        if self._cluster is not None:
            self._cluster.setLevel(logs.level_number(cluster_level))
