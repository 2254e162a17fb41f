"""The base classes that ceph-mgr builds into its interpreters, here speaking the runner protocol.

`mgr_module` (ours, or the one that lies beside a plugin folder of ceph-mgr) derives from these.
The names, arguments and results of the `_ceph_*` methods are those of ceph-mgr from 16.2 to 20.2.
"""

from __future__ import annotations

import logging
import os
import sys
from typing import Any, Dict, List, Mapping, NoReturn, Optional, Sequence

from mgrp_runtime import logs
from mgrp_runtime.errors import HostError, NoClusterAccess
from mgrp_runtime.host import Host, current
from mgrp_runtime.maps import BasePyCRUSH, BasePyOSDMap, BasePyOSDMapIncremental  # noqa: F401 (part of this module's face)

_RELEASES = {12: "luminous", 13: "mimic", 14: "nautilus", 15: "octopus", 16: "pacific", 17: "quincy", 18: "reef",
             19: "squid", 20: "tentacle"}

# The host itself writes a module's log to a file and to the cluster log, whatever the module's language.
# So Ceph's own mgr_module, which would do it too, is told that it need not.
_HOST_OPTIONS = ("log_to_file", "log_to_cluster")

# Ceph's own mgr_module reads these two at construction and insists on text.
_TEXT_OPTIONS = {"debug_mgr": "4/5", "log_file": ""}


def _only_in_ceph_mgr(what: str, instead: str = "") -> NoReturn:
    raise NoClusterAccess("%s exists only inside ceph-mgr's own process; a module here runs in a child of its own.%s"
                          % (what, " " + instead if instead else ""))


class ManagerContext:
    """Stands for the CephContext inside ceph-mgr. There is nothing in it: librados cannot be opened from it."""


class _Base:
    def _ceph_get_mgr_id(self) -> str:
        return current().mgr_id

    def _ceph_get(self, data_name: str, mutable: bool = False) -> Any:
        return current().get(data_name, mutable)

    def _ceph_get_option(self, key: str) -> Any:
        fallback = _TEXT_OPTIONS.get(key)
        if fallback is None:
            return current().ceph_option(key)
        try:
            value = current().ceph_option(key)
        except HostError:
            value = None
        return fallback if value is None else str(value)

    def _ceph_get_store(self, key: str) -> Optional[str]:
        return current().store.get(key)

    def _ceph_log(self, text: str) -> None:
        if not logs.already_logged():
            logs.write("info", text.rstrip("\n"), current().module)


class BaseMgrStandbyModule(_Base):
    def __init__(self, capsule: Any = None):
        pass

    def _ceph_get_module_option(self, key: str, localized_prefix: Optional[str] = None) -> Any:
        return current().options.value(key, bool(localized_prefix))

    def _ceph_get_active_uri(self) -> str:
        services = (current().get("mgr_map") or {}).get("services") or {}
        return services.get(current().module, "")


class BaseMgrModule(_Base):
    def __init__(self, py_modules_ptr: Any = None, this_ptr: Any = None):
        pass

    # -- identity

    def _ceph_get_version(self) -> str:
        return current().ceph_version

    def _ceph_get_release_name(self) -> str:
        return current().release

    def _ceph_lookup_release_name(self, major: int) -> str:
        return _RELEASES.get(major, "unknown")

    def _ceph_get_ceph_conf_path(self) -> str:
        return os.environ.get("CEPH_CONF", "")

    def _ceph_have_mon_connection(self) -> bool:
        return True  # the host ends its runners when it is no longer in charge, so who runs this has a quorum

    # -- state

    def _ceph_get_server(self, hostname: Optional[str]) -> Any:
        return current().server(hostname)

    def _ceph_get_metadata(self, svc_type: str, svc_id: str) -> Optional[Dict[str, str]]:
        return current().metadata(svc_type, svc_id)

    def _ceph_get_daemon_status(self, svc_type: str, svc_id: str) -> Dict[str, str]:
        return current().daemon_status(svc_type, svc_id)

    def _ceph_get_counter(self, svc_type: str, svc_name: str, path: str) -> Dict[str, List[Any]]:
        return {path: current().samples(svc_type, svc_name, path)}

    def _ceph_get_latest_counter(self, svc_type: str, svc_name: str, path: str) -> Dict[str, Any]:
        samples = current().samples(svc_type, svc_name, path)
        return {path: tuple(samples[-1]) if samples else ()}

    def _ceph_get_perf_schema(self, svc_type: str, svc_name: str) -> Dict[str, Any]:
        return current().perf_schema(svc_type, svc_name)

    _ceph_get_unlabeled_counter = _ceph_get_counter
    _ceph_get_latest_unlabeled_counter = _ceph_get_latest_counter
    _ceph_get_unlabeled_perf_schema = _ceph_get_perf_schema

    def _ceph_get_daemon_health_metrics(self) -> Dict[str, List[Dict[str, Any]]]:
        return current().get("daemon_health_metrics") or {}

    def _ceph_get_osdmap(self) -> Any:
        face = getattr(sys.modules.get("mgr_module"), "OSDMap", BasePyOSDMap)
        return face(current().get("osd_map"))

    def _ceph_erase(self, data_name: str) -> None:
        pass  # ceph-mgr drops a cached map here; ours is replaced when its version changes

    # -- options and store

    def _ceph_get_foreign_option(self, entity: str, key: str) -> Any:
        return _config_get(current(), entity, key)

    def _ceph_get_module_option(self, module: str, key: str, localized_prefix: Optional[str] = None) -> Any:
        host = current()
        if module == host.module:
            if key in _HOST_OPTIONS:
                return False
            return host.options.value(key, bool(localized_prefix))
        return host.foreign_option(module, key)

    def _ceph_set_module_option(self, module: str, key: str, value: Optional[str]) -> None:
        current().set_option(module, key, value)

    def _ceph_set_store(self, key: str, value: Optional[str]) -> None:
        current().set_store(key, value)

    def _ceph_get_store_prefix(self, prefix: str) -> Dict[str, str]:
        return current().store.prefix(prefix)

    # -- what the module says

    def _ceph_set_health_checks(self, checks: Mapping[str, Mapping[str, Any]]) -> None:
        current().set_health_checks(checks)

    def _ceph_cluster_log(self, channel: str, priority: int, message: str) -> None:
        current().cluster_log(channel, priority, message)

    def _ceph_set_uri(self, uri: Optional[str]) -> None:
        current().set_uri(uri)

    def _ceph_update_progress_event(self, evid: str, desc: str, progress: float, add_to_ceph_s: bool) -> None:
        current().progress_update(evid, desc, progress, add_to_ceph_s)

    def _ceph_complete_progress_event(self, evid: str) -> None:
        current().progress_complete(evid)

    def _ceph_clear_all_progress_events(self) -> None:
        current().progress_clear()

    # -- commands and other modules

    def _ceph_send_command(self, result: Any, svc_type: str, svc_id: str, command: str, tag: Optional[str] = "",
                           inbuf: Optional[str] = None) -> None:
        current().send_command(svc_type, svc_id, command, tag or "", inbuf, result)

    def _ceph_dispatch_remote(self, module: str, method: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        return current().remote(module, method, args, kwargs)

    def _ceph_is_authorized(self, arguments: Mapping[str, str]) -> bool:
        return current().is_authorized(arguments)

    # -- only inside ceph-mgr

    def _ceph_get_context(self) -> object:
        return ManagerContext()

    def _ceph_rados(self) -> NoReturn:
        _only_in_ceph_mgr("The librados handle of the manager",
                          "Open one of your own: rados.Rados(conffile=…, name=…), with python3-rados installed.")

    def _ceph_register_client(self, *addrs: Any) -> None:
        pass  # ceph-mgr blocklists these on failover; a runner's own connections end with the runner

    def _ceph_unregister_client(self, *addrs: Any) -> None:
        pass

    def _ceph_set_device_wear_level(self, devid: str, wear_level: float) -> NoReturn:
        _only_in_ceph_mgr("Setting a device's wear level")

    def _ceph_get_rocksdb_version(self) -> NoReturn:
        _only_in_ceph_mgr("The RocksDB library")

    def _ceph_add_osd_perf_query(self, query: Any) -> NoReturn:
        _only_in_ceph_mgr("The OSD performance query service")

    def _ceph_remove_osd_perf_query(self, query_id: int) -> NoReturn:
        _only_in_ceph_mgr("The OSD performance query service")

    def _ceph_get_osd_perf_counters(self, query_id: int) -> NoReturn:
        _only_in_ceph_mgr("The OSD performance query service")

    def _ceph_add_mds_perf_query(self, query: Any) -> NoReturn:
        _only_in_ceph_mgr("The MDS performance query service")

    def _ceph_remove_mds_perf_query(self, query_id: int) -> NoReturn:
        _only_in_ceph_mgr("The MDS performance query service")

    def _ceph_reregister_mds_perf_queries(self) -> NoReturn:
        _only_in_ceph_mgr("The MDS performance query service")

    def _ceph_get_mds_perf_counters(self, query_id: int) -> NoReturn:
        _only_in_ceph_mgr("The MDS performance query service")


def _config_get(host: Host, entity: str, key: str) -> Any:
    """Another daemon's option, as the monitors know it."""
    from mgr_module import CommandResult
    result = CommandResult()
    host.send_command("mon", "", {"prefix": "config get", "who": entity, "key": key}, None, None, result)
    retval, stdout, stderr = result.wait()
    if retval != 0:
        logging.getLogger("mgrp").warning("config get %s %s: %s", entity, key, stderr)
        return None
    return stdout.strip()
