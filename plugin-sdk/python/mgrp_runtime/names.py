"""Names that modules import from mgr_module and that need nothing else of it."""

from __future__ import annotations

import errno
import functools
from enum import Enum, IntEnum
from typing import Any, Callable, TypeVar, cast

from .commands import HandleCommandResult

_F = TypeVar("_F", bound=Callable[..., Any])

PG_STATES = ("active clean down recovery_unfound backfill_unfound scrubbing degraded inconsistent peering repair "
             "recovering forced_recovery backfill_wait incomplete stale remapped deep backfilling forced_backfill "
             "backfill_toofull recovery_wait recovery_toofull undersized activating peered snaptrim snaptrim_wait "
             "snaptrim_error creating unknown premerge failed_repair laggy wait").split()
NFS_GANESHA_SUPPORTED_FSALS = ["CEPH", "RGW"]
NFS_POOL_NAME = ".nfs"


class NotifyType(str, Enum):
    """What a module can ask to be told of, in NOTIFY_TYPES."""

    mon_map = "mon_map"
    pg_summary = "pg_summary"
    health = "health"
    clog = "clog"
    osd_map = "osd_map"
    fs_map = "fs_map"
    command = "command"
    mon_status = "mon_status"
    service_map = "service_map"
    perf_schema_update = "perf_schema_update"


class OptionLevel(IntEnum):
    BASIC = 0
    ADVANCED = 1
    DEV = 2
    UNKNOWN = 3


class MonCommandFailed(RuntimeError):
    """A command to the monitors was answered with an error; the message has its words."""


class MgrDBNotReady(RuntimeError):
    """The SQLite database that newer ceph-mgr keeps in RADOS is not there. It never is outside ceph-mgr."""


class API:
    """Marks methods as Ceph does for its self-test; it changes nothing here."""

    class perm:
        def __init__(self, value: str = "r"):
            self.value = value

        def __call__(self, func: _F) -> _F:
            setattr(func, "__ATTR_PERM__", self.value)
            return func

    @staticmethod
    def expose(func: _F) -> _F:
        setattr(func, "__ATTR_EXPOSE__", True)
        return func


def CLIRequiresDB(func: _F) -> _F:
    """Answer EAGAIN, as ceph-mgr does before its database is open, instead of calling the command."""
    @functools.wraps(func)
    def check(self: Any, *args: Any, **kwargs: Any) -> Any:
        if not self.db_ready():
            return HandleCommandResult(-errno.EAGAIN, "", "mgr db not yet available")
        return func(self, *args, **kwargs)
    return cast(_F, check)
