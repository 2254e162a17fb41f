"""What goes wrong between a module and its host, as exceptions and as protocol errors."""

from __future__ import annotations

import errno

CALL_FAILED = -32000
PARSE_ERROR = -32700
METHOD_NOT_FOUND = -32601
BAD_PARAMS = -32602


class HostError(RuntimeError):
    """The host refused or could not do a call. `errno` is positive, as in OSError (13 = not allowed by the manifest)."""

    def __init__(self, message: str, errno: int = errno.EIO, code: int = CALL_FAILED):
        super().__init__(message)
        self.errno = errno
        self.code = code

    @staticmethod
    def from_wire(method: str, error: object) -> "HostError":
        if not isinstance(error, dict):
            return HostError("the host answered %s with a malformed error" % method)
        data = error.get("data")
        number = data.get("errno") if isinstance(data, dict) else None
        return HostError(str(error.get("message") or "%s failed" % method),
                         abs(number) if isinstance(number, int) else errno.EIO,
                         error.get("code", CALL_FAILED))


class NoClusterAccess(RuntimeError):
    """Something that only exists inside ceph-mgr's own process, such as a librados handle."""


class ProtocolFailure(Exception):
    """An error answer to the host, with its data."""

    def __init__(self, message: str, code: int = CALL_FAILED, **data: object):
        super().__init__(message)
        self.code = code
        self.data = data
