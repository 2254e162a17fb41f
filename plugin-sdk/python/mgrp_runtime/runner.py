"""The runner: loads one module and does what the host asks of it."""

from __future__ import annotations

import errno
import logging
import os
import sys
import threading
import time

from . import host as host_module
from . import logs, transfer
from .declarations import Declarations
from .errors import BAD_PARAMS, METHOD_NOT_FOUND, HostError, ProtocolFailure
from .loader import Plugin, trimmed_traceback
from .wire import Connection, encode
from .workers import Workers

TYPE_CHECKING = False
if TYPE_CHECKING:
    import socket
    from typing import Any, Callable, Dict, NoReturn, Optional, Set

_REMOTE_THREADS = 8
_SERVE_GRACE = 1.0
_ENVELOPE = 128  # bytes of a message around its result

log = logging.getLogger("mgrp")


class Runner:
    """Messages arrive on the reading thread; module code runs on others, so that a ping is answered whatever it does."""

    def __init__(self, sock: "socket.socket", sdk_path: str, leave: "Callable[[int], NoReturn]" = os._exit):
        self.connection = Connection(sock, self._on_message)
        self._sdk_path = sdk_path
        self._leave = leave
        self._log = logs.LogSender(self.connection.notify)
        self._host: "Optional[host_module.Host]" = None
        self._module: "Any" = None
        self._serves = False
        self._serve_thread: "Optional[threading.Thread]" = None
        self._stopping = False
        self._reply_bytes = self.connection.message_bytes
        self._commands = Workers("mgr.command")
        self._notifies = Workers("mgr.notify")
        self._remotes = Workers("mgr.remote", _REMOTE_THREADS)
        self._open: "Set[int]" = set()
        self._requests: "Dict[str, Callable[[int, Any], None]]" = {
            "ping": self._on_ping,
            "command": self._on_command,
            "notify": self._on_notify,
            "remote": self._on_remote,
            "initialize": self._on_initialize,
            "start": self._on_start,
            "shutdown": self._on_shutdown,
        }

    def run(self) -> "NoReturn":
        """Serve the host until it closes the connection; the process ends with it."""
        try:
            self.connection.run()
        finally:
            self._leave(1)

    # -- dispatch, on the reading thread

    def _on_message(self, method: str, params: "Any", number: "Optional[int]") -> None:
        if params is None:
            params = {}
        if number is None:
            handler = {"options": self._on_options, "store": self._on_store, "cancel": self._on_cancel}.get(method)
            if handler is not None and isinstance(params, dict):
                try:
                    handler(params)
                except Exception:
                    log.exception("the host's notification '%s' could not be understood", method)
            return
        request = self._requests.get(method)
        if request is None:
            self.connection.fail(number, "this runner has no method '%s'" % method, METHOD_NOT_FOUND)
        elif not isinstance(params, dict):
            self.connection.fail(number, "the parameters of '%s' are an object" % method, BAD_PARAMS)
        else:
            try:
                request(number, params)
            except HostError:
                raise  # the connection is gone
            except Exception as e:
                self.connection.fail(number, "'%s' could not be understood: %s: %s" % (method, type(e).__name__, e), BAD_PARAMS)

    def _work(self, workers: Workers, number: int, job: "Callable[[], Any]") -> None:
        """Run `job` on a worker and answer with its result; a cancelled one is not started, or not answered."""

        def run() -> None:
            if number not in self._open:
                return
            try:
                result = job()
                if not isinstance(result, bytes):
                    result = encode(result)
                if len(result) > self.connection.message_bytes - _ENVELOPE:
                    raise ProtocolFailure("the answer has %d bytes; the limit for one message is %d"
                                          % (len(result), self.connection.message_bytes), errno=-errno.E2BIG)
            except ProtocolFailure as e:
                if self._take(number):
                    self.connection.fail(number, str(e), e.code, e.data)
            except BaseException as e:
                if self._take(number):
                    self.connection.fail(number, "%s: %s" % (type(e).__name__, e),
                                         data={"errno": -errno.EINVAL, "traceback": trimmed_traceback(e)})
            else:
                if self._take(number):
                    self.connection.answer(number, result)

        self._open.add(number)
        if not workers.submit(run):
            self._take(number)
            self.connection.fail(number, "%d calls wait in this runner already" % workers.bound, data={"errno": -errno.EAGAIN})

    def _take(self, number: int) -> bool:
        """Whether the answer is still wanted; from now on it is not."""
        try:
            self._open.remove(number)
            return True
        except KeyError:
            return False

    def _on_ping(self, number: int, params: "Any") -> None:
        self.connection.answer(number, b"{}")

    def _on_cancel(self, params: "Any") -> None:
        self._open.discard(params.get("id"))

    def _on_options(self, params: "Any") -> None:
        host = self._host
        if host is None:
            return
        host.options.changed(params.get("set") or {}, params.get("removed") or ())
        self._follow_log_level()
        if self._module is not None:
            self._notifies.submit(self._config_notify)

    def _on_store(self, params: "Any") -> None:
        if self._host is not None:
            self._host.store.changed(params.get("set") or {}, params.get("removed") or ())

    def _follow_log_level(self) -> None:
        if self._host is not None:
            logs.set_level(self._host.options.value("log_level"))

    def _config_notify(self) -> None:
        try:
            # `_config_notify` is mgr_module's own, which calls the module's; Kraken has neither
            method = getattr(self._module, "_config_notify", None) or getattr(self._module, "config_notify", None)
            if method is not None:
                method()
        except Exception:
            log.exception("config_notify failed")
        self._follow_log_level()

    # -- opening

    def _on_initialize(self, number: int, params: "Any") -> None:
        if self._host is not None:
            self.connection.fail(number, "this runner has its module already", BAD_PARAMS)
            return
        limits = params.get("limits") or {}
        self.connection.message_bytes = limits.get("message_bytes") or self.connection.message_bytes
        self._reply_bytes = limits.get("reply_bytes") or self._reply_bytes
        self._host = host_module.Host(self.connection, params, Workers("mgr.complete").submit)
        host_module.use(self._host)
        handler = logs.HostLogHandler(self._log)
        logs.use(handler)
        logging.getLogger().addHandler(handler)
        self._follow_log_level()
        self._work(self._commands, number, lambda: self._initialize(params))
        self._commands.limit = max(1, limits.get("concurrency") or 1)

    def _initialize(self, params: "Any") -> "Dict[str, Any]":
        assert self._host is not None
        name = params["module"]
        plugin = Plugin(name, params["path"], params.get("entry"))
        plugin.put_on_path(self._sdk_path)
        try:
            loaded = plugin.load()
            cls = plugin.find_class(loaded, params.get("class"))
            declared = Declarations(cls, name)
            self._host.options.declare(declared.options)
            can_run, reason = declared.can_run()
            _fit_to_child()
            if can_run:
                self._module = _construct(cls, name)
        except ProtocolFailure:
            raise
        except BaseException as e:
            raise plugin.load_failure(e) from None
        self._serves = declared.serves
        if any(getattr(module, "StandbyModule", None) for module in loaded):
            declared.warnings.append("StandbyModule is not run: on a standby manager this module does nothing")
        self._follow_log_level()
        return declared.wire(can_run, reason)

    def _on_start(self, number: int, params: "Any") -> None:
        if self._module is None:
            self.connection.fail(number, "there is no module to start: initialize it first")
            return
        if self._serves and self._serve_thread is None:
            assert self._host is not None
            self._serve_thread = threading.Thread(target=self._serve, name="mgr." + self._host.module, daemon=True)
            self._serve_thread.start()
        self.connection.answer(number, b"{}")

    def _serve(self) -> None:
        error = None
        try:
            self._module.serve()
        except BaseException as e:
            error = {"message": "%s: %s" % (type(e).__name__, e), "traceback": trimmed_traceback(e)}
        if not self._stopping:
            if error is not None:
                log.error("serve failed: %s", error["traceback"])
                self._log.flush()
            self.connection.notify("serve_ended", {"error": error})

    # -- calls into the module

    def _on_command(self, number: int, params: "Any") -> None:
        self._work(self._commands, number, lambda: self._command(params))

    def _command(self, params: "Any") -> bytes:
        module, host = self._module, self._host
        if module is None or host is None:
            raise ProtocolFailure("there is no module yet", errno=-errno.EAGAIN)
        host.session = params.get("session")
        try:
            result = _call_command(module, params["cmd"], _input(params))
            reply = encode(_reply(result))
        except BaseException as e:
            reply = _failed(trimmed_traceback(e))
        finally:
            host.session = None
        if len(reply) > self._reply_bytes:
            reply = _failed("The answer of '%s' has %d bytes; the limit is %d. Let the command answer less, or raise "
                            "limits.reply_bytes." % (params["cmd"].get("prefix"), len(reply), self._reply_bytes))
        return reply

    def _on_notify(self, number: int, params: "Any") -> None:
        def job() -> "Dict[str, Any]":
            try:
                self._module.notify(params["type"], params.get("id", ""))
            except Exception:
                log.exception("notify(%s) failed", params.get("type"))
                raise
            return {}

        self._work(self._notifies, number, job)

    def _on_remote(self, number: int, params: "Any") -> None:
        def job() -> "Dict[str, Any]":
            name = params["method"]
            method = getattr(self._module, name, None)
            if not callable(method):
                raise ProtocolFailure("module %s has no method '%s'" % (self._host.module if self._host else "", name),
                                      errno=-errno.EOPNOTSUPP)
            args, kwargs = transfer.unpack_arguments(params)
            return transfer.pack_result(method(*args, **kwargs))

        self._work(self._remotes, number, job)

    # -- leaving

    def _on_shutdown(self, number: int, params: "Any") -> None:
        if self._stopping:
            self.connection.fail(number, "this runner is leaving already")
            return
        self._stopping = True
        threading.Thread(target=self._shutdown, args=(number, params.get("deadline_ms") or 5000), name="mgr.shutdown",
                         daemon=True).start()

    def _shutdown(self, number: int, deadline_ms: float) -> None:
        end = time.monotonic() + deadline_ms / 1000.0
        try:
            shutdown = getattr(self._module, "shutdown", None)
            if shutdown is not None:
                shutdown()
        except BaseException:
            log.exception("shutdown failed")
        try:
            self._log.flush()
            self.connection.answer(number, b"{}")
            serving = self._serve_thread
            if serving is not None:
                serving.join(max(0.0, min(_SERVE_GRACE, end - time.monotonic())))
            self._log.flush()
            for stream in (sys.stdout, sys.stderr):
                stream.flush()
        except (HostError, OSError, ValueError):
            pass
        self._leave(0)


def _construct(cls: "Any", name: str) -> "Any":
    from ceph_module import BaseMgrModule
    if not issubclass(cls, BaseMgrModule):
        return cls(name)  # on Kraken's mgr_module: the one argument is the handle, which is the name
    code = getattr(cls.__init__, "__code__", None)
    if code is not None and code.co_argcount == 2 and not code.co_flags & 0x04:
        return cls(name)  # written for Kraken, on our mgr_module
    return cls(name, None, None)


def _call_command(module: "Any", cmd: "Dict[str, Any]", inbuf: "Any") -> "Any":
    handler = getattr(module, "_handle_command", None)
    if handler is not None:
        return handler(inbuf, cmd)
    handler = module.handle_command  # Kraken's mgr_module has this alone, with or without inbuf
    return handler(cmd) if handler.__code__.co_argcount == 2 else handler(inbuf, cmd)


def _input(params: "Any") -> "Any":
    if "inbuf_base64" in params:
        import base64
        return base64.b64decode(params["inbuf_base64"])
    return params.get("inbuf") or ""


def _reply(result: "Any") -> "Dict[str, Any]":
    """A command's (retval, stdout, stderr) for the wire."""
    if not isinstance(result, (tuple, list)) or len(result) != 3:
        return _wrong("answered %s" % _describe(result))
    retval, stdout, stderr = result
    if not isinstance(retval, int):
        return _wrong("answered with %s as its return value" % _describe(retval))
    reply: "Dict[str, Any]" = {"retval": int(retval), "stdout": "", "stderr": ""}
    for name, text in (("stdout", stdout), ("stderr", stderr)):
        if isinstance(text, str):
            try:
                if not text.isascii():
                    text.encode()
                reply[name] = text
                continue
            except UnicodeEncodeError:
                text = text.encode("utf-8", "surrogateescape" if name == "stdout" else "backslashreplace")
        if not isinstance(text, (bytes, bytearray)):
            return _wrong("answered with %s as its %s" % (_describe(text), name))
        try:
            reply[name] = bytes(text).decode()
        except UnicodeDecodeError:
            if name == "stderr":
                reply[name] = bytes(text).decode("utf-8", "backslashreplace")
            else:
                import base64
                del reply["stdout"]
                reply["stdout_base64"] = base64.b64encode(text).decode()
    return reply


def _describe(value: "Any") -> str:
    return "%s (%.60r)" % (type(value).__name__, value)


def _wrong(what: str) -> "Dict[str, Any]":
    return {"retval": -errno.EINVAL, "stdout": "",
            "stderr": "The module %s. A command answers (int, str, str): retval, stdout, stderr." % what}


def _failed(text: str) -> bytes:
    text = text.encode("utf-8", "backslashreplace").decode()
    return encode({"retval": -errno.EINVAL, "stdout": "", "stderr": text})


def _fit_to_child() -> None:
    """Two things that Ceph's own mgr_module does inside ceph-mgr are done differently from a child process."""
    base = getattr(sys.modules.get("mgr_module"), "MgrModule", None)
    sdk = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    if base is None or base.__init__.__code__.co_filename.startswith(sdk):
        return
    if hasattr(base, "rados"):  # it would hand librados a context that only ceph-mgr has
        base.rados = property(lambda self: self._ceph_rados())
    if not hasattr(base, "get_all_perf_counters"):
        return

    def get_all_perf_counters(self: "Any", prio_limit: int = 5, services: "Any" = (
            "mds", "mon", "osd", "rbd-mirror", "rgw", "tcmu-runner")) -> "Any":
        return host_module.current().counters(prio_limit, services)  # one call, not one a counter

    # Ceph's decorator leaves this attribute, and prometheus reads it
    get_all_perf_counters._execution_duration = 0.0  # type: ignore[attr-defined]
    base.get_all_perf_counters = get_all_perf_counters
