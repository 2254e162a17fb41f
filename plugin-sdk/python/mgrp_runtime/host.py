"""Everything a module can ask of its host, as Python calls. `ceph_module` and `ceph_state` are thin faces of this."""

from __future__ import annotations

import errno
import json
import threading
import time

from . import transfer
from .documents import Documents
from .errors import HostError
from .settings import LocalCopy, Options, typed
from .wire import CALL_TIMEOUT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Dict, List, Mapping, Optional, Protocol, Sequence

    class Channel(Protocol):
        def request(self, method: str, params: Any, timeout: float = ...) -> Any: ...
        def post(self, method: str, params: Any, done: Callable[[Any, Any], None]) -> None: ...
        def notify(self, method: str, params: Any) -> None: ...

_REMOTE_PATIENCE = 5.0
_LOG_LEVELS = ("debug", "info", "sec", "warning", "error")


class Host:
    """The host as one module sees it: identity, documents, options, store, and calls."""

    def __init__(self, channel: "Channel", init: "Mapping[str, Any]",
                 later: "Callable[[Callable[[], None]], Any]" = lambda job: job()):
        self._channel = channel
        self._later = later
        self.module: str = init["module"]
        self.mgr_id: str = init.get("mgr_id") or ""
        self.fsid: str = init.get("fsid") or ""
        self.ceph_version: str = init.get("ceph_version") or ""
        self.release: str = init.get("release") or ""
        self.data_dir: str = init.get("data_dir") or ""
        self.options = Options(init.get("options") or {}, self.mgr_id)
        self.store = LocalCopy(init.get("store") or {})
        self._documents = Documents(channel.request, init.get("documents") != "private")
        self._session = threading.local()

    # -- the cluster's state

    def get(self, name: str, mutable: bool = False) -> "Any":
        return self._documents.get("get", {"name": name}, name, mutable)

    def counters(self, prio_limit: int, services: "Sequence[str]", mutable: bool = False) -> "Dict[str, Any]":
        """Every daemon's counters by full daemon name, values and schema at once."""
        services = sorted(services)
        answer = self._documents.get("get_counters", {"prio_limit": prio_limit, "services": services},
                                     ("counters", prio_limit, tuple(services)), mutable)
        return {name: daemon["counters"] for name, daemon in (answer or {}).items()}

    def samples(self, service: str, daemon: str, path: str) -> "List[List[Any]]":
        answer = self._channel.request("get_counter", {"type": service, "id": str(daemon), "path": path})
        return answer.get("samples") or []

    def perf_schema(self, service: "Optional[str]", daemon: "Optional[str]") -> "Dict[str, Any]":
        return self._channel.request("get_perf_schema", {"type": service or "", "id": str(daemon or "")}) or {}

    def server(self, hostname: "Optional[str]") -> "Any":
        """One host, or all for None. A host nobody has reported from is there, but empty, as in ceph-mgr."""
        try:
            return self._channel.request("get_server", {"hostname": hostname})
        except HostError as e:
            if e.errno != errno.ENOENT or hostname is None:
                raise
            return {"hostname": hostname, "services": [], "ceph_version": ""}

    def metadata(self, service: str, daemon: str) -> "Optional[Dict[str, str]]":
        return self._channel.request("get_metadata", {"type": service, "id": str(daemon)}).get("metadata")

    def daemon_status(self, service: str, daemon: str) -> "Dict[str, str]":
        return self._channel.request("get_daemon_status", {"type": service, "id": str(daemon)}).get("status") or {}

    # -- options and store

    def ceph_option(self, name: str) -> "Any":
        answer = self._channel.request("get_ceph_option", {"name": name})
        return None if answer is None else answer.get("value")

    def foreign_option(self, module: str, name: str) -> "Any":
        """Another module's stored option, as its declared type while that module runs, else as text."""
        answer = self._channel.request("get_module_option", {"module": module, "name": name})
        text = answer.get("value")
        if text is None:
            return None
        try:
            return typed(answer.get("type") or "str", text)
        except ValueError:
            return text

    def set_option(self, module: str, name: str, value: "Optional[str]") -> None:
        """`name` may be `<mgr id>/<name>` for the value of this manager alone, as ceph-mgr writes it."""
        key, localized = name, False
        if name.startswith(self.mgr_id + "/"):
            name, localized = name[len(self.mgr_id) + 1:], True
        params = {"module": module, "name": name, "value": value, "localized": localized}
        if module == self.module:
            self.options.write(key, value, lambda accepted: self._write("set_module_option", params, accepted))
        else:
            self._channel.request("set_module_option", params)

    def set_store(self, key: str, value: "Optional[str]") -> None:
        if value is not None and not isinstance(value, str):
            raise TypeError("the store keeps text: set_store(%r, …) was given %s" % (key, type(value).__name__))
        self.store.write(key, value, lambda accepted: self._write("set_store", {"key": key, "value": value}, accepted))

    def _write(self, method: str, params: "Any", accepted: "Callable[[], None]") -> None:
        """A call whose success must be seen in the order of the connection: `accepted` runs as the answer is read."""
        ready = threading.Lock()
        ready.acquire()
        outcome: "List[Any]" = []

        def done(result: "Any", error: "Any") -> None:
            if error is None:
                accepted()
            outcome.append(error)
            ready.release()

        self._channel.post(method, params, done)
        if not ready.acquire(timeout=CALL_TIMEOUT):
            raise HostError("the host did not answer %s within %g seconds" % (method, CALL_TIMEOUT), errno.ETIMEDOUT)
        if outcome[0] is not None:
            raise HostError.from_wire(method, outcome[0])

    # -- what the module says about itself and the cluster

    def set_health_checks(self, checks: "Mapping[str, Mapping[str, Any]]") -> None:
        plain = {}
        for code, check in checks.items():
            entry = dict(check)
            entry["detail"] = [str(line) for line in check.get("detail") or []]
            plain[code] = entry
        self._channel.request("set_health_checks", {"checks": plain})

    def progress_update(self, event: str, message: str, fraction: float, add_to_ceph_s: bool) -> None:
        self._channel.request("progress_update", {"id": event, "message": message, "fraction": float(fraction),
                                                  "add_to_ceph_s": bool(add_to_ceph_s)})

    def progress_complete(self, event: str) -> None:
        self._channel.request("progress_complete", {"id": event})

    def progress_clear(self) -> None:
        self._channel.request("progress_clear", {})

    def cluster_log(self, channel: str, priority: int, message: str) -> None:
        level = _LOG_LEVELS[min(max(int(priority), 0), len(_LOG_LEVELS) - 1)]
        self._channel.request("cluster_log", {"channel": channel, "level": level, "message": message})

    def set_uri(self, uri: "Optional[str]") -> None:
        self._channel.request("set_uri", {"uri": uri or None})

    # -- commands and other modules

    @property
    def session(self) -> "Optional[int]":
        """Who called the command that this thread is answering."""
        return getattr(self._session, "number", None)

    @session.setter
    def session(self, number: "Optional[int]") -> None:
        self._session.number = number

    def is_authorized(self, arguments: "Mapping[str, str]") -> bool:
        session = self.session
        if session is None:
            return True  # not inside a command: the module acts for itself
        return bool(self._channel.request("is_authorized", {"session": session, "args": dict(arguments)}).get("allowed"))

    def send_command(self, target: str, daemon: str, command: "Any", tag: "Optional[str]", inbuf: "Any",
                     completion: "Any") -> None:
        """Start a command; `completion.complete(retval, stdout, stderr)` is called once, with a failure if need be."""
        if isinstance(command, str):
            command = json.loads(command)

        # mgr_module's own completion sets an event; a module's may do anything, so not on the thread that reads
        plain = getattr(type(completion).complete, "__module__", None) == "mgr_module"

        def done(result: "Any", error: "Any") -> None:
            if error is None:
                answer = result.get("retval", 0), _output(result), result.get("stderr") or ""
            else:
                failure = HostError.from_wire("send_command", error)
                answer = -failure.errno, "", str(failure)
            if plain:
                completion.complete(*answer)
            else:
                self._later(lambda: completion.complete(*answer))

        params = {"target": target, "id": str(daemon), "cmd": command, "tag": tag or None}
        if isinstance(inbuf, bytes):
            import base64
            params["inbuf_base64"] = base64.b64encode(inbuf).decode()
        else:
            params["inbuf"] = inbuf or ""
        self._channel.post("send_command", params, done)

    def remote(self, module: str, method: str, args: "Sequence[Any]", kwargs: "Mapping[str, Any]") -> "Any":
        """Call a method of another module.

        ImportError when the module does not run, NameError when it has no such method; its own failure is a RuntimeError.
        A module that is just starting is waited for, as in ceph-mgr, where all are loaded before any of them runs.
        """
        params = {"module": module, "method": method}
        params.update(transfer.pack_arguments(args, kwargs))
        patience = time.monotonic() + _REMOTE_PATIENCE
        while True:
            try:
                return transfer.unpack_result(self._channel.request("remote", params))
            except HostError as e:
                if e.errno == errno.ENOENT:
                    raise ImportError(str(e)) from None
                if e.errno == errno.EOPNOTSUPP:
                    raise NameError(str(e)) from None
                if e.errno != errno.EAGAIN or time.monotonic() > patience:
                    raise
            time.sleep(0.1)


def _output(result: "Mapping[str, Any]") -> "Any":
    """A command's stdout: text, or the bytes when they are not UTF-8."""
    encoded = result.get("stdout_base64")
    if encoded:
        import base64
        return base64.b64decode(encoded)
    return result.get("stdout") or ""


_current: "Optional[Host]" = None


def current() -> Host:
    """The host of this process's module."""
    if _current is None:
        raise RuntimeError("there is no host yet: modules may call it from their constructor on, not while they are imported")
    return _current


def use(host: "Optional[Host]") -> None:
    global _current
    _current = host
