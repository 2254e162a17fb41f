"""What a manager module imports: the base class, commands, options, results.

    from mgr_module import CLIReadCommand, HandleCommandResult, MgrModule, Option

    class Module(MgrModule):
        MODULE_OPTIONS = [Option("place", default="world")]

        @CLIReadCommand("hello")
        def hello(self, person: str = "") -> HandleCommandResult:
            "Say hello"
            return HandleCommandResult(0, "Hello, %s" % (person or self.get_module_option("place")), "")

One interface for modules written for Ceph 16.2, 18.2 and 20.2, and for Kraken's. `docs/module-authors/python.md` is the guide.
"""

from __future__ import annotations

import errno
import json
import logging
import socket
import threading
from enum import IntEnum
from typing import Any, ClassVar, Dict, List, Mapping, Optional, Sequence, Tuple, Type, Union, cast

import ceph_module
from mgrp_runtime.commands import (CLICheckNonemptyFileInput, CLICommand, CLICommandBase, CLIReadCommand,  # noqa: F401
                                   CLIWriteCommand, Command, ERROR_MSG_EMPTY_INPUT_FILE, ERROR_MSG_NO_INPUT_FILE,
                                   HandleCommandResult, HandlerFuncType)
from mgrp_runtime.errors import HostError, NoClusterAccess  # noqa: F401
from mgrp_runtime.host import current
from mgrp_runtime.names import (API, CLIRequiresDB, MgrDBNotReady, MonCommandFailed, NFS_GANESHA_SUPPORTED_FSALS,  # noqa: F401
                                NFS_POOL_NAME, NotifyType, OptionLevel, PG_STATES)
from mgrp_runtime.options import Option, OptionValue, with_common
from mgrp_runtime.osdmap import CRUSHMap, OSDMap, OSDMapIncremental  # noqa: F401

HealthChecksT = Mapping[str, Mapping[str, Union[int, str, Sequence[str]]]]
ServiceInfoT = Dict[str, str]
ServerInfoT = Dict[str, Union[str, List[ServiceInfoT]]]
PerfCounterT = Dict[str, Any]

_COUNTER_SERVICES = ("mds", "mon", "osd", "rbd-mirror", "cephfs-mirror", "rgw", "tcmu-runner", "ceph-exporter")


class CommandResult:
    """Takes the answer of `send_command`; `wait()` returns (retval, stdout, stderr)."""

    def __init__(self, tag: Optional[str] = None):
        self.ev = threading.Event()
        self.outs = ""
        self.outb = ""
        self.r = 0
        self.tag = tag or ""

    def complete(self, r: int, outb: str, outs: str) -> None:
        self.r, self.outb, self.outs = r, outb, outs
        self.ev.set()

    def wait(self, timeout: Optional[float] = None) -> Tuple[int, str, str]:
        if not self.ev.wait(timeout):
            return -errno.ETIMEDOUT, "", "no answer within %g seconds" % (timeout or 0)
        return self.r, self.outb, self.outs


class _Common:
    """What active and standby modules have in common."""

    MODULE_OPTIONS: List[Any] = []
    module_name: str

    @classmethod
    def _register_options(cls, module_name: str) -> None:
        cls.MODULE_OPTIONS = with_common(cls.MODULE_OPTIONS)

    @property
    def log(self) -> logging.Logger:
        """The module's logger. `logging.getLogger(__name__)` works as well."""
        return logging.getLogger(self.module_name)

    def getLogger(self, name: Optional[str] = None) -> logging.Logger:
        return logging.getLogger(name or self.module_name)

    def get_mgr_id(self) -> str:
        """The name of the manager that this module runs in, such as "x"."""
        return current().mgr_id

    def get(self, data_name: str, mutable: bool = False) -> Any:
        """A document of the cluster's state by name, such as "osd_map"; None when there is none of that name.

        It is the one current now, and the same object for everybody until it changes: read it, do not change it.
        With `mutable` you get a copy of your own.
        """
        return current().get(data_name, mutable)

    def get_mgr_ip(self) -> str:
        ips = (self.get("mgr_ips") or {}).get("ips") or []
        return ips[0] if ips else socket.gethostname()

    def get_ceph_option(self, key: str) -> OptionValue:
        """A Ceph option of this manager, such as "osd_pool_default_size", as its own type."""
        return current().ceph_option(key)

    def get_module_option(self, key: str, default: OptionValue = None) -> OptionValue:
        """An option of this module: the stored value, else the declared default, else `default`."""
        return self._option(key, default, False)

    def get_localized_module_option(self, key: str, default: OptionValue = None) -> OptionValue:
        """As `get_module_option`, but a value stored for this manager alone wins."""
        return self._option(key, default, True)

    def _option(self, key: str, default: OptionValue, localized: bool) -> OptionValue:
        declared = self._declared(key)
        value = current().options.value(key, localized)
        if value is None:
            value = declared.get("default")
            if value is not None and "type" not in declared:
                value = str(value)
        return default if value is None else value

    def _declared(self, key: str) -> Any:
        for option in self.MODULE_OPTIONS:
            if option["name"] == key:
                return option
        raise RuntimeError("option '%s' is not declared: add it to %s.MODULE_OPTIONS" % (key, type(self).__name__))

    def get_store(self, key: str, default: Optional[str] = None) -> Optional[str]:
        """A value of the module's own key-value store. Reading is local and costs nothing."""
        value = current().store.get(key)
        return default if value is None else value

    def get_localized_store(self, key: str, default: Optional[str] = None) -> Optional[str]:
        value = self.get_store("%s/%s" % (self.get_mgr_id(), key))
        return self.get_store(key, default) if value is None else value


class MgrStandbyModule(ceph_module.BaseMgrStandbyModule, _Common):
    """The class of a module on a manager that stands by: it reads options and store and runs `serve`."""

    def __init__(self, module_name: str, capsule: Any = None):
        super().__init__(capsule)
        self.module_name = module_name

    def serve(self) -> None:
        raise NotImplementedError("a standby module implements serve()")

    def shutdown(self) -> None:
        pass

    def get_active_uri(self) -> str:
        """Where the active manager's module of this name listens, or "" when it has said nothing."""
        return self._ceph_get_active_uri()


class MgrModule(ceph_module.BaseMgrModule, _Common):
    """The base class of a module. Derive from it, call the class `Module`, and override what you need."""

    COMMANDS: List[Any] = []
    NOTIFY_TYPES: List[Any] = []
    CLICommand: ClassVar[Type[CLICommandBase]] = CLICommand

    PRIO_CRITICAL = 10
    PRIO_INTERESTING = 8
    PRIO_USEFUL = 5
    PRIO_UNINTERESTING = 2
    PRIO_DEBUGONLY = 0

    PERFCOUNTER_TIME = 1
    PERFCOUNTER_U64 = 2
    PERFCOUNTER_LONGRUNAVG = 4
    PERFCOUNTER_COUNTER = 8
    PERFCOUNTER_HISTOGRAM = 0x10
    PERFCOUNTER_TYPE_MASK = ~3

    BYTES = 0
    NONE = 1

    class ClusterLogPrio(IntEnum):
        DEBUG = 0
        INFO = 1
        SEC = 2
        WARN = 3
        ERROR = 4

    def __init__(self, module_name: str, py_modules_ptr: object = None, this_ptr: object = None):
        super().__init__(py_modules_ptr, this_ptr)
        self.module_name = module_name

    @classmethod
    def _register_commands(cls, module_name: str) -> None:
        cls.COMMANDS = list(cls.COMMANDS) + cls.CLICommand.dump_cmd_list()
        if cls.CLICommand is not CLICommand:  # a registry of its own (20.2) beside the decorators of 16.2 and 18.2
            cls.COMMANDS += CLICommand.dump_cmd_list()

    # -- override these

    @staticmethod
    def can_run() -> Tuple[bool, str]:
        """Whether the module's dependencies are there, and if not, a sentence that says what is missing."""
        return True, ""

    def serve(self) -> None:
        """The module's main loop, in a thread of its own. Return when `shutdown` is called."""

    def shutdown(self) -> None:
        """Tell `serve` to end. Runs in another thread than `serve`."""

    def notify(self, notify_type: NotifyType, notify_id: Any) -> None:
        """Something in NOTIFY_TYPES has changed. For "command" `notify_id` is the tag, for "clog" the log entry."""

    def config_notify(self) -> None:
        """A stored option has changed: read the ones that you keep in attributes again."""

    def handle_command(self, inbuf: str, cmd: Dict[str, Any]) -> Union[HandleCommandResult, Tuple[int, str, str]]:
        """Answer a command of the COMMANDS list. Not needed for commands declared with a decorator."""
        raise NotImplementedError("%s lists '%s' in COMMANDS but has no handle_command" % (type(self).__name__, cmd["prefix"]))

    def self_test(self) -> Optional[str]:
        """Raise when the module does not work. `mgr self-test module` calls this."""
        return None

    # -- called by the runner

    def _handle_command(self, inbuf: str, cmd: Dict[str, Any]) -> Any:
        prefix = cmd["prefix"]
        command = self.CLICommand.COMMANDS.get(prefix) or CLICommand.COMMANDS.get(prefix)
        if command is not None:
            return command.call(self, cmd, inbuf)
        handler = self.handle_command
        if handler.__code__.co_argcount == 2 and not handler.__code__.co_flags & 0x04:  # Kraken's: (self, cmd)
            return handler(cmd)  # type: ignore[call-arg, arg-type]
        return handler(inbuf, cmd)

    def _config_notify(self) -> None:
        self.config_notify()

    # -- about the cluster

    @property
    def version(self) -> str:
        """The manager's `ceph version …` line."""
        return self._ceph_get_version()

    @property
    def release_name(self) -> str:
        """The release in lower case, such as "pacific"."""
        return self._ceph_get_release_name()

    def lookup_release_name(self, major: int) -> str:
        return self._ceph_lookup_release_name(major)

    def get_ceph_conf_path(self) -> str:
        return self._ceph_get_ceph_conf_path()

    def get_context(self) -> object:
        return self._ceph_get_context()

    def have_mon_connection(self) -> bool:
        return self._ceph_have_mon_connection()

    def get_osdmap(self) -> OSDMap:
        """The OSD map as an object. What needs CRUSH arithmetic raises NotImplementedError."""
        return cast(OSDMap, self._ceph_get_osdmap())

    def get_server(self, hostname: str) -> ServerInfoT:
        """One host: its name, its daemons as `services`, its `ceph_version`."""
        return current().server(hostname)

    def list_servers(self) -> List[ServerInfoT]:
        """Every host, each as `get_server` has it."""
        return current().server(None) or []

    def get_metadata(self, svc_type: str, svc_id: str, default: Optional[Dict[str, str]] = None) -> Optional[Dict[str, str]]:
        """What a daemon has said about itself, such as `get_metadata("osd", "0")`; `default` while it is not known."""
        return current().metadata(svc_type, svc_id) or default

    def get_daemon_status(self, svc_type: str, svc_id: str) -> Dict[str, str]:
        return current().daemon_status(svc_type, svc_id)

    def get_daemon_health_metrics(self) -> Dict[str, List[Dict[str, Any]]]:
        return self._ceph_get_daemon_health_metrics()

    # -- performance counters

    def get_counter(self, svc_type: str, svc_name: str, path: str) -> Dict[str, List[Any]]:
        """The last samples of a counter, oldest first: `{path: [[time, value], …]}`."""
        return {path: current().samples(svc_type, svc_name, path)}

    def get_latest_counter(self, svc_type: str, svc_name: str, path: str) -> Dict[str, Any]:
        return self._ceph_get_latest_counter(svc_type, svc_name, path)

    def get_latest(self, daemon_type: str, daemon_name: str, counter: str) -> int:
        """The newest value of a counter, 0 when there is none."""
        samples = current().samples(daemon_type, daemon_name, counter)
        return samples[-1][1] if samples else 0

    def get_latest_avg(self, daemon_type: str, daemon_name: str, counter: str) -> Tuple[int, int]:
        """The newest (sum, count) of an average, (0, 0) when there is none."""
        samples = current().samples(daemon_type, daemon_name, counter)
        return (samples[-1][1], samples[-1][2]) if samples else (0, 0)

    def get_perf_schema(self, svc_type: str, svc_name: str) -> Dict[str, Dict[str, Dict[str, Any]]]:
        return current().perf_schema(svc_type, svc_name)

    def get_all_perf_counters(self, prio_limit: int = PRIO_USEFUL,
                              services: Sequence[str] = _COUNTER_SERVICES) -> Dict[str, Dict[str, Any]]:
        """Every daemon's counters of at least this priority, with schema and newest value, in one call."""
        return current().counters(prio_limit, services)

    get_unlabeled_counter = get_counter
    get_latest_unlabeled_counter = get_latest_counter
    get_unlabeled_perf_schema = get_perf_schema
    get_unlabeled_perf_counters = get_all_perf_counters

    def _perfvalue_to_value(self, stattype: int, value: Union[int, float]) -> Union[int, float]:
        return value / 1e9 if stattype & self.PERFCOUNTER_TIME else value

    def _stattype_to_str(self, stattype: int) -> str:
        kind = stattype & self.PERFCOUNTER_TYPE_MASK
        if kind == self.PERFCOUNTER_HISTOGRAM:
            return "histogram"
        if kind in (self.PERFCOUNTER_COUNTER, self.PERFCOUNTER_LONGRUNAVG):
            return "counter"
        return "gauge" if kind == 0 else ""

    # -- options and store

    def get_foreign_ceph_option(self, entity: str, key: str) -> OptionValue:
        """Another daemon's Ceph option, as the monitors know it."""
        return self._ceph_get_foreign_option(entity, key)

    def get_module_option_ex(self, module: str, key: str, default: OptionValue = None) -> OptionValue:
        """An option of another module."""
        if module == self.module_name:
            return self.get_module_option(key, default)
        value = current().foreign_option(module, key)
        return default if value is None else value

    def set_module_option(self, key: str, val: Any) -> None:
        """Store an option of this module; None goes back to the default."""
        self._declared(key)
        current().set_option(self.module_name, key, _text(val))

    def set_module_option_ex(self, module: str, key: str, val: Any) -> None:
        if module == self.module_name:
            self._declared(key)
        current().set_option(module, key, _text(val))

    def set_localized_module_option(self, key: str, val: Optional[str]) -> None:
        """Store an option for this manager alone."""
        self._declared(key)
        current().set_option(self.module_name, "%s/%s" % (self.get_mgr_id(), key), _text(val))

    def set_store(self, key: str, val: Optional[str]) -> None:
        """Write a value of the module's store; None removes it. It is durable when this returns."""
        current().set_store(key, val)

    def set_localized_store(self, key: str, val: Optional[str]) -> None:
        self.set_store("%s/%s" % (self.get_mgr_id(), key), val)

    def get_store_prefix(self, key_prefix: str) -> Dict[str, str]:
        """Every key of the store that starts so, with its value."""
        return current().store.prefix(key_prefix)

    def get_config(self, key: str, default: Optional[str] = None) -> Optional[str]:
        """Kraken's name: a value of the module's store."""
        return self.get_store(key, default)

    def set_config(self, key: str, val: Optional[str]) -> None:
        self.set_store(key, val)

    def get_config_json(self, key: str) -> Any:
        text = self.get_store(key)
        return None if text is None else json.loads(text)

    def set_config_json(self, key: str, val: Any) -> None:
        self.set_store(key, json.dumps(val))

    @property
    def data_dir(self) -> str:
        """A private folder on this host that outlives the module."""
        return current().data_dir

    def db_ready(self) -> bool:
        return False

    @property
    def db(self) -> Any:
        raise MgrDBNotReady("the manager's SQLite database lives in RADOS and is open only inside ceph-mgr; "
                            "use set_store, or a file in self.data_dir")

    # -- what the module says

    def set_health_checks(self, checks: HealthChecksT) -> None:
        """Replace the module's health checks: `{"CODE": {"severity": "warning", "summary": …, "count": 1, "detail": […]}}`."""
        current().set_health_checks(checks)

    def update_progress_event(self, evid: str, desc: str, progress: float, add_to_ceph_s: bool = True) -> None:
        """Show a progress bar (`progress` from 0 to 1), or move it."""
        current().progress_update(evid, desc, progress, add_to_ceph_s)

    def complete_progress_event(self, evid: str) -> None:
        current().progress_complete(evid)

    def clear_all_progress_events(self) -> None:
        current().progress_clear()

    def cluster_log(self, channel: str, priority: ClusterLogPrio, message: str) -> None:
        """Write to the cluster log; the channel is usually "cluster" or "audit"."""
        current().cluster_log(channel, int(priority), message)

    def set_uri(self, uri: Optional[str]) -> None:
        """Publish where the module listens; `ceph mgr services` shows it."""
        current().set_uri(uri)

    def set_device_wear_level(self, devid: str, wear_level: float) -> None:
        self._ceph_set_device_wear_level(devid, wear_level)

    # -- commands and other modules

    def send_command(self, result: CommandResult, *request: Any, **options: Any) -> None:
        """Send a command: `(result, type, id, json, tag, inbuf)`; Kraken's `(result, json, tag)` works too.

        `result.wait()` gives the answer. With a tag, modules with "command" in NOTIFY_TYPES are notified with it.
        """
        if len(request) == 2 and not options:
            request = ("mon", "", request[0], request[1])
        names = ("svc_type", "svc_id", "command", "tag", "inbuf")
        given = dict(zip(names, request), **options)
        current().send_command(given["svc_type"], given.get("svc_id", ""), given["command"], given.get("tag") or "",
                               given.get("inbuf"), result)

    def mon_command(self, cmd_dict: Dict[str, Any], inbuf: Optional[str] = None) -> Tuple[int, str, str]:
        """Send a command to the monitors and wait: (retval, stdout, stderr)."""
        result = CommandResult()
        self.send_command(result, "mon", "", json.dumps(cmd_dict), "", inbuf)
        return result.wait()

    def check_mon_command(self, cmd_dict: Dict[str, Any], inbuf: Optional[str] = None) -> HandleCommandResult:
        """As `mon_command`, raising MonCommandFailed when it fails."""
        answer = HandleCommandResult(*self.mon_command(cmd_dict, inbuf))
        if answer.retval:
            raise MonCommandFailed("%s failed: %s retval: %d" % (cmd_dict["prefix"], answer.stderr, answer.retval))
        return answer

    def osd_command(self, cmd_dict: Dict[str, Any], inbuf: Optional[str] = None) -> Tuple[int, str, str]:
        """Send a command to the OSD that `cmd_dict["id"]` names and wait."""
        cmd = dict(cmd_dict)
        result = CommandResult()
        self.send_command(result, "osd", str(cmd.pop("id", "")), json.dumps(cmd), "", inbuf)
        return result.wait()

    def remote(self, module_name: str, method_name: str, *args: Any, **kwargs: Any) -> Any:
        """Call a method of another module. ImportError when it does not run, NameError when it has no such method.

        What the method itself raises arrives as a RuntimeError with its words.
        """
        return current().remote(module_name, method_name, args, kwargs)

    def is_authorized(self, arguments: Dict[str, str]) -> bool:
        """Whether the caller of the command being answered may do this, for example `{"pool": "rbd"}`."""
        return current().is_authorized(arguments)

    def tool_exec(self, args: List[str], timeout: int = 10, stdin: Optional[bytes] = None) -> Tuple[int, str, str]:
        """Run a program on this host: (exit code, stdout, stderr)."""
        from mgrp_runtime.tools import run_tool
        return run_tool(args, timeout, stdin)

    @property
    def rados(self) -> Any:
        return self._ceph_rados()

    # -- only inside ceph-mgr: each says so
    def add_osd_perf_query(self, query: Dict[str, Any]) -> Optional[int]:
        return self._ceph_add_osd_perf_query(query)

    def remove_osd_perf_query(self, query_id: int) -> None:
        self._ceph_remove_osd_perf_query(query_id)

    def get_osd_perf_counters(self, query_id: int) -> Optional[Dict[str, List[PerfCounterT]]]:
        return self._ceph_get_osd_perf_counters(query_id)

    def add_mds_perf_query(self, query: Dict[str, Any]) -> Optional[int]:
        return self._ceph_add_mds_perf_query(query)

    def remove_mds_perf_query(self, query_id: int) -> None:
        self._ceph_remove_mds_perf_query(query_id)

    def reregister_mds_perf_queries(self) -> None:
        self._ceph_reregister_mds_perf_queries()

    def get_mds_perf_counters(self, query_id: int) -> Optional[Dict[str, List[PerfCounterT]]]:
        return self._ceph_get_mds_perf_counters(query_id)


def _text(value: Any) -> Optional[str]:
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
