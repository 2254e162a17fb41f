"""Test a plugin without a cluster: a made-up one that answers what you put into it and keeps what the module says.

    from mgr_testing import FakeCluster

    cluster = FakeCluster(documents={"osd_map": {"epoch": 3, "osds": []}})
    module = cluster.load("plugins/hello")
    assert module.command("hello", person="Ada").stdout == "Hello, Ada"
"""

from __future__ import annotations

import errno
import os
from typing import Any, Callable, Dict, List, Mapping, Optional, Sequence, Tuple, Union

from mgrp_runtime import host as _host
from mgrp_runtime.commands import HandleCommandResult
from mgrp_runtime.declarations import Declarations
from mgrp_runtime.errors import HostError
from mgrp_runtime.host import _output
from mgrp_runtime.loader import Plugin
from mgrp_runtime.runner import _call_command, _construct, _reply
from mgrp_runtime.wire import decode, encode

_SDK = os.path.dirname(os.path.abspath(__file__))
Answer = Tuple[int, str, str]


class FakeCluster:
    """What the host would know (documents, counters, metadata…) and what the module told it (health, progress…)."""

    def __init__(self, documents: Optional[Mapping[str, Any]] = None,
                 counters: Optional[Mapping[Tuple[str, str, str], Sequence[Sequence[float]]]] = None,
                 metadata: Optional[Mapping[Tuple[str, str], Mapping[str, str]]] = None,
                 servers: Sequence[Mapping[str, Any]] = (),
                 options: Optional[Mapping[str, str]] = None, store: Optional[Mapping[str, str]] = None,
                 ceph_options: Optional[Mapping[str, Any]] = None, release: str = "pacific"):
        self._documents: Dict[str, Tuple[int, Any]] = {}
        for name, value in (documents or {}).items():
            self.set_document(name, value)
        self.counters = dict(counters or {})
        """(type, id, path) to samples, oldest first: `{("osd", "0", "osd.op_w"): [[100.0, 5], [105.0, 15]]}`."""
        self.metadata = dict(metadata or {})
        self.perf_schema: Dict[str, Any] = {}
        self.all_counters: Dict[str, Any] = {}
        self.servers = list(servers)
        self.options = dict(options or {})
        self.store = dict(store or {})
        self.option_types: Dict[str, str] = {}
        """Types of other modules' options: `{"telemetry:interval": "int"}`; their values are in `options` by the same key."""
        self.ceph_options = dict(ceph_options or {})
        self.commands: Dict[str, Union[Answer, Callable[[Dict[str, Any]], Answer]]] = {}
        """Prefix to the answer that `send_command` gets, or to a function of the command that makes it."""
        self.remotes: Dict[str, Callable[..., Any]] = {}
        """"module.method" to the function that stands for it."""
        self.denied: Dict[int, bool] = {}
        self.health: Dict[str, Any] = {}
        self.progress: Dict[str, Any] = {}
        self.cluster_log: List[Dict[str, str]] = []
        self.log: List[Dict[str, str]] = []
        self.sent: List[Dict[str, Any]] = []
        self.calls: List[str] = []
        """The methods called, in order."""
        self.documents_read: List[str] = []
        self.uri: Optional[str] = None
        self.release = release
        self.module = ""

    def set_document(self, name: str, value: Any) -> None:
        """Replace a document; its version goes up by one."""
        self._documents[name] = (self._documents.get(name, (0, None))[0] + 1, value)

    def document(self, name: str) -> Any:
        """The document itself, to be changed before the module is loaded."""
        return self._documents[name][1]

    def identity(self, name: str, path: str) -> Dict[str, Any]:
        """The parameters of `initialize` for a module of this cluster."""
        self.module = name
        return {"protocol": 1, "module": name, "path": path, "entry": None, "class": None, "mgr_id": "x",
                "fsid": "1b2c5b1e-0000-4000-8000-000000000001",
                "ceph_version": "ceph version 16.2.15 (618f440892089921c3e944a991122ddc44e60516) pacific (stable)",
                "release": self.release, "options": self.options, "store": self.store, "documents": "shared",
                "limits": {"message_bytes": 16 << 20, "reply_bytes": 16 << 20, "concurrency": 1}, "data_dir": "/tmp"}

    def load(self, folder: str, name: Optional[str] = None) -> "LoadedModule":
        """Load a plugin folder into this process, as the runner would into its own."""
        folder = os.path.abspath(folder)
        name = name or os.path.basename(folder)
        host = _host.Host(_Direct(self), self.identity(name, folder))
        _host.use(host)
        plugin = Plugin(name, folder)
        plugin.put_on_path(_SDK)
        cls = plugin.find_class(plugin.load(), None)
        declared = Declarations(cls, name)
        host.options.declare(declared.options)
        return LoadedModule(_construct(cls, name), declared, host)

    # -- the host's side of the calls

    def answer(self, method: str, params: Any) -> Any:
        """Answer one call as the host does. Raises HostError to refuse."""
        self.calls.append(method)
        handler = getattr(self, "_do_" + method, None)
        if handler is None:
            raise HostError("unknown method " + method, errno.ENOSYS, -32601)
        return handler(**params)

    def _do_get(self, name: str, have: int = 0) -> Any:
        self.documents_read.append(name)
        version, value = self._documents.get(name, (0, None))
        return {"version": version, "unchanged": True} if version and have == version else {"version": version, "value": value}

    def _do_get_counters(self, prio_limit: int = 0, services: Sequence[str] = (), have: int = 0) -> Any:
        chosen = {}
        for daemon, entry in self.all_counters.items():
            if not services or entry["service"]["type"] in services:
                kept = {p: c for p, c in entry["counters"].items() if c["priority"] >= prio_limit}
                chosen[daemon] = {"service": entry["service"], "counters": kept}
        return {"version": 1, "value": chosen}

    def _do_get_counter(self, type: str, id: str, path: str) -> Any:
        return {"samples": [list(sample) for sample in self.counters.get((type, id, path), ())]}

    def _do_get_perf_schema(self, type: str, id: str) -> Any:
        return {daemon: schema for daemon, schema in self.perf_schema.items()
                if (not type or daemon.startswith(type + ".")) and (not id or daemon.endswith("." + id))}

    def _do_get_server(self, hostname: Optional[str]) -> Any:
        if hostname is None:
            return self.servers
        for server in self.servers:
            if server["hostname"] == hostname:
                return server
        raise HostError("no daemon has reported from host '%s'" % hostname, errno.ENOENT)

    def _do_get_metadata(self, type: str, id: str) -> Any:
        return {"metadata": self.metadata.get((type, id))}

    def _do_get_daemon_status(self, type: str, id: str) -> Any:
        return {"status": {}}

    def _do_get_ceph_option(self, name: str) -> Any:
        return {"value": self.ceph_options[name]} if name in self.ceph_options else None

    def _do_get_module_option(self, module: str, name: str) -> Any:
        key = "%s:%s" % (module, name)
        return {"value": self.options.get(key), "type": self.option_types.get(key, "str")}

    def _do_set_module_option(self, module: str, name: str, value: Optional[str], localized: bool) -> Any:
        key = "x/" + name if localized else name
        _put(self.options, key if module == self.module else "%s:%s" % (module, key), value)
        return {}

    def _do_set_store(self, key: str, value: Optional[str]) -> Any:
        _put(self.store, key, value)
        return {}

    def _do_set_health_checks(self, checks: Any) -> Any:
        self.health = checks
        return {}

    def _do_progress_update(self, id: str, **event: Any) -> Any:
        self.progress[id] = event
        return {}

    def _do_progress_complete(self, id: str) -> Any:
        self.progress.pop(id, None)
        return {}

    def _do_progress_clear(self) -> Any:
        self.progress.clear()
        return {}

    def _do_cluster_log(self, **entry: Any) -> Any:
        self.cluster_log.append(entry)
        return {}

    def _do_send_command(self, cmd: Dict[str, Any], **rest: Any) -> Any:
        self.sent.append(dict(rest, cmd=cmd))
        answer = self.commands.get(cmd.get("prefix", ""), (-errno.EINVAL, "", "no such command in this test: %s" % cmd))
        return _reply(answer(cmd) if callable(answer) else answer)

    def _do_remote(self, module: str, method: str, args: Sequence[Any] = (), kwargs: Optional[Mapping[str, Any]] = None,
                   pickle: Optional[str] = None) -> Any:
        function = self.remotes.get("%s.%s" % (module, method))
        if function is None:
            if any(name.startswith(module + ".") for name in self.remotes):
                raise HostError("module %s has no method '%s'" % (module, method), errno.EOPNOTSUPP)
            raise HostError("module %s does not run" % module, errno.ENOENT)
        from mgrp_runtime import transfer
        args, kwargs = transfer.unpack_arguments({"pickle": pickle, "args": args, "kwargs": kwargs})
        return transfer.pack_result(function(*args, **kwargs))

    def _do_set_uri(self, uri: Optional[str]) -> Any:
        self.uri = uri
        return {}

    def _do_is_authorized(self, session: int, args: Any) -> Any:
        return {"allowed": not self.denied.get(session, False)}


class LoadedModule:
    """A module in this process."""

    def __init__(self, module: Any, declared: Declarations, host: _host.Host):
        self.module = module
        self._declared = declared
        self._host = host

    @property
    def declarations(self) -> Dict[str, Any]:
        """What the host would learn of the module: commands, options, notify types…"""
        can_run, reason = self._declared.can_run()
        return self._declared.wire(can_run, reason)

    def command(self, prefix: str, inbuf: str = "", **arguments: Any) -> HandleCommandResult:
        """Run a command of the module; a wrong result is the error that an operator would see."""
        _host.use(self._host)
        reply = _reply(_call_command(self.module, dict(arguments, prefix=prefix), inbuf))
        return HandleCommandResult(reply["retval"], _output(reply), reply["stderr"])

    def notify(self, notify_type: str, notify_id: Any = "") -> None:
        _host.use(self._host)
        self.module.notify(notify_type, notify_id)

    def set_option(self, name: str, value: str) -> None:
        """Change a stored option and tell the module, as `ceph config set` does."""
        _host.use(self._host)
        self._host.options.changed({name: value}, ())
        self.module._config_notify()


class _Direct:
    """A channel to a cluster in the same process; values take the way through JSON all the same."""

    def __init__(self, cluster: FakeCluster):
        self._cluster = cluster

    def request(self, method: str, params: Any, timeout: float = 0) -> Any:
        return _through_json(self._cluster.answer(method, _through_json(params)))

    def post(self, method: str, params: Any, done: Callable[[Any, Any], None]) -> None:
        try:
            result = self.request(method, params)
        except HostError as e:
            done(None, {"code": e.code, "message": str(e), "data": {"errno": -e.errno}})
        else:
            done(result, None)

    def notify(self, method: str, params: Any) -> None:
        self._cluster.log.extend(params.get("lines", ()))


def _through_json(value: Any) -> Any:
    return decode(encode(value).decode())


def _put(values: Dict[str, str], key: str, value: Optional[str]) -> None:
    if value is None:
        values.pop(key, None)
    else:
        values[key] = value
