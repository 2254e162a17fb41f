"""The binding of ceph-mgr in Kraken and early Luminous. Each call passes the module's handle first: its name."""

from __future__ import annotations

from typing import Any, Dict, List, Optional

from mgrp_runtime import logs
from mgrp_runtime.host import current

_LEVELS = ((0, "error"), (1, "warning"), (4, "info"))


def get(handle: str, name: str) -> Any:
    return current().get(name)


def get_server(handle: str, hostname: Optional[str]) -> Any:
    return current().server(hostname)


def get_metadata(handle: str, svc_type: str, svc_id: str) -> Optional[Dict[str, str]]:
    return current().metadata(svc_type, svc_id)


def get_daemon_status(handle: str, svc_type: str, svc_id: str) -> Dict[str, str]:
    return current().daemon_status(svc_type, svc_id)


def send_command(handle: str, completion: Any, *rest: Any) -> None:
    """Kraken: (command, tag), always to a monitor. Luminous: (type, name, command, tag)."""
    if len(rest) == 2:
        target, daemon, command, tag = "mon", "", rest[0], rest[1]
    else:
        target, daemon, command, tag = rest
    current().send_command(target, daemon, command, tag, None, completion)


def get_config(handle: str, key: str) -> Optional[str]:
    value = current().options.get(key)
    return current().store.get(key) if value is None else value


def set_config(handle: str, key: str, value: Optional[str]) -> None:
    current().set_store(key, value)


def get_config_prefix(handle: str, prefix: str) -> Dict[str, str]:
    return current().store.prefix(prefix)


def get_counter(handle: str, svc_type: str, svc_id: str, path: str) -> Dict[str, List[Any]]:
    return {path: current().samples(svc_type, svc_id, path)}


def get_perf_schema(handle: str, svc_type: str, svc_id: str) -> Dict[str, Any]:
    return current().perf_schema(svc_type, svc_id)


def log(handle: str, level: int, text: str) -> None:
    if not logs.already_logged():
        name = next((word for limit, word in _LEVELS if level <= limit), "debug")
        logs.write(name, text.rstrip("\n"), handle)


def get_version(handle: str) -> str:
    return current().ceph_version


def get_context(handle: str) -> Any:
    from ceph_module import ManagerContext
    return ManagerContext()


def get_mgr_id(handle: str) -> str:
    return current().mgr_id


def get_osdmap(handle: str) -> Any:
    from ceph_module import BaseMgrModule
    return BaseMgrModule()._ceph_get_osdmap()


def set_health_checks(handle: str, checks: Any) -> None:
    current().set_health_checks(checks)
