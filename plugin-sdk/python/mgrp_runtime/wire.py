"""One connection to the host: JSON-RPC 2.0 in both directions, one message a line."""

from __future__ import annotations

import errno
import itertools
import json
import socket
import threading
from _thread import allocate_lock

from .errors import CALL_FAILED, PARSE_ERROR, HostError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Dict, List, Optional

MESSAGE_BYTES = 16 * 1024 * 1024
CALL_TIMEOUT = 120.0

# The compact form costs less to write and to read; NaN is not JSON and would make the host hang up.
_write = json.JSONEncoder(separators=(",", ":"), allow_nan=False, ensure_ascii=False).encode
decode = json.JSONDecoder().decode


def encode(value: "Any") -> bytes:
    """JSON in UTF-8. Half of a surrogate pair, which UTF-8 cannot say, becomes a question mark."""
    return _write(value).encode("utf-8", "replace")


class _Call:
    """A request that waits for its answer: the lock is free once `result` or `error` is there."""

    __slots__ = ("method", "lock", "result", "error", "done")

    def __init__(self, method: str, done: "Optional[Callable[[Any, Any], None]]"):
        self.method = method
        self.result: "Any" = None
        self.error: "Any" = None
        self.done = done
        self.lock = allocate_lock()
        self.lock.acquire()


class Connection:
    """Sends from any thread; `run` reads, on the one thread that calls it, until the other side is gone."""

    def __init__(self, sock: socket.socket, on_message: "Callable[[str, Any, Optional[int]], None]"):
        self._sock = sock
        self._on_message = on_message
        self._send_lock = allocate_lock()
        self._ids = itertools.count(1)
        self._calls: "Dict[int, _Call]" = {}
        self._closed = False
        self._reader = 0
        self.message_bytes = MESSAGE_BYTES

    # -- towards the host

    def request(self, method: str, params: "Any", timeout: float = CALL_TIMEOUT) -> "Any":
        """Call the host and wait. Raises HostError when it refuses, or does not answer in time."""
        if threading.get_ident() == self._reader:
            raise RuntimeError("%s would wait on the thread that reads its answer" % method)
        call = _Call(method, None)
        number = self._start(call, params)
        if not call.lock.acquire(timeout=timeout):
            self._calls.pop(number, None)
            raise HostError("the host did not answer %s within %g seconds" % (method, timeout), errno.ETIMEDOUT)
        if call.error is not None:
            raise HostError.from_wire(method, call.error)
        return call.result

    def post(self, method: str, params: "Any", done: "Callable[[Any, Any], None]") -> None:
        """Call the host and go on; `done(result, error)` runs on the reading thread and must not wait."""
        self._start(_Call(method, done), params)

    def notify(self, method: str, params: "Any") -> None:
        self._send(encode({"jsonrpc": "2.0", "method": method, "params": params}))

    def answer(self, number: int, result: bytes) -> None:
        """Answer with a result that is encoded already: whoever made it has looked at its size."""
        self._send(b'{"jsonrpc":"2.0","id":%d,"result":%s}' % (number, result))

    def fail(self, number: "Optional[int]", message: str, code: int = CALL_FAILED,
             data: "Optional[Dict[str, Any]]" = None) -> None:
        error: "Dict[str, Any]" = {"code": code, "message": message}
        if data:
            error["data"] = data
        self._send(encode({"jsonrpc": "2.0", "id": number, "error": error}))

    def _start(self, call: _Call, params: "Any") -> int:
        number = next(self._ids)
        line = encode({"jsonrpc": "2.0", "id": number, "method": call.method, "params": params})
        if len(line) >= self.message_bytes:
            raise HostError("%s would send %d bytes; the limit for one message is %d"
                            % (call.method, len(line), self.message_bytes), errno.E2BIG)
        self._calls[number] = call
        if self._closed:
            self._calls.pop(number, None)
            raise HostError("the connection to the host is closed", errno.EPIPE)
        try:
            self._send(line)
        except BaseException:
            self._calls.pop(number, None)
            raise
        return number

    def _send(self, line: bytes) -> None:
        try:
            with self._send_lock:
                self._sock.sendall(line + b"\n")
        except OSError as e:
            raise HostError("the connection to the host is closed: %s" % e, errno.EPIPE) from None

    # -- from the host

    def run(self) -> None:
        """Read and dispatch until the host closes the connection."""
        self._reader = threading.get_ident()
        recv = self._sock.recv
        parts: "List[bytes]" = []
        waiting = 0
        try:
            while True:
                try:
                    data = recv(65536)
                except OSError:
                    return
                if not data:
                    return
                start = 0
                while True:
                    end = data.find(b"\n", start)
                    if end < 0:
                        break
                    line = data[start:end]
                    start = end + 1
                    if parts:
                        parts.append(line)
                        line = b"".join(parts)
                        parts.clear()
                        waiting = 0
                    if line:
                        self._dispatch(line)
                if start < len(data):
                    rest = data[start:] if start else data
                    parts.append(rest)
                    waiting += len(rest)
                    if waiting > self.message_bytes + 65536:
                        raise HostError("the host sent a line longer than %d bytes" % self.message_bytes, errno.E2BIG)
        finally:
            self._reader = 0
            self.close()

    def close(self) -> None:
        """Close, and wake everybody who waits for an answer."""
        self._closed = True
        try:
            self._sock.close()
        except OSError:
            pass
        gone = {"code": CALL_FAILED, "message": "the connection to the host is closed", "data": {"errno": -errno.EPIPE}}
        for number in list(self._calls):
            call = self._calls.pop(number, None)
            if call is not None:
                self._complete(call, None, gone)

    def _dispatch(self, line: bytes) -> None:
        try:
            message = decode(line.decode())
        except (ValueError, RecursionError) as e:
            self.fail(None, "not JSON: %s" % e, PARSE_ERROR)
            return
        if not isinstance(message, dict):
            self.fail(None, "not a message: expected an object", PARSE_ERROR)
            return
        method = message.get("method")
        if method is not None:
            self._on_message(method, message.get("params"), message.get("id"))
            return
        call = self._calls.pop(message.get("id"), None)  # type: ignore[arg-type]
        if call is not None:
            self._complete(call, message.get("result"), message.get("error"))

    @staticmethod
    def _complete(call: _Call, result: "Any", error: "Any") -> None:
        call.result, call.error = result, error
        if call.done is not None:
            call.done(result, error)
        call.lock.release()
