"""Commands that return plain objects, as newer Ceph has them: the answer is JSON or YAML, errors are errno values.

    @CLIReadCommand("hello ls")
    @Responder()
    def ls(self) -> List[str]:
        return ["Ada", "Grace"]
"""

from __future__ import annotations

import enum
import errno
import functools
import json
from typing import Any, Callable, Optional, TypeVar, Union, cast

from mgrp_runtime import argtypes
from mgrp_runtime.commands import HandleCommandResult

_F = TypeVar("_F", bound=Callable[..., Any])


class Format(str, enum.Enum):
    """How the caller wants the answer (`ceph … -f json-pretty`)."""

    plain = "plain"
    json = "json"
    json_pretty = "json-pretty"
    yaml = "yaml"
    xml = "xml"
    xml_pretty = "xml-pretty"


class UnsupportedFormat(ValueError):
    """The answer cannot be written in that format."""


class ErrorResponse(Exception):
    """Raise it in a command with @ErrorResponseHandler or @Responder to answer an error."""

    def __init__(self, status: str, return_value: Optional[int] = None):
        super().__init__(status)
        self.status = status
        self.return_value = -errno.EINVAL if return_value is None else return_value

    @property
    def mgr_return_value(self) -> int:
        return self.return_value

    def format_response(self) -> HandleCommandResult:
        return HandleCommandResult(self.return_value, "", self.status)

    @classmethod
    def wrap(cls, exc: BaseException, return_value: Optional[int] = None) -> "ErrorResponse":
        """An exception as an answer; its own `errno`, when it has one, is the return value."""
        number = getattr(exc, "errno", None)
        if return_value is None and isinstance(number, int):
            return_value = -abs(number)
        error = cls(str(exc) or type(exc).__name__, return_value)
        error.__cause__ = exc
        return error


def simplify(obj: Any) -> Any:
    """The object as lists, dicts and plain values, by its own `to_simplified` or `to_json` when it has one."""
    for method in ("to_simplified", "to_json"):
        convert = getattr(obj, method, None)
        if callable(convert):
            return convert()
    return obj


class ObjectFormatAdapter:
    """Writes one object as JSON or YAML."""

    def __init__(self, obj: Any, json_indent: Optional[int] = 2, sort_keys: bool = False):
        self.obj = obj
        self._indent = json_indent
        self._sort_keys = sort_keys

    def format_json(self) -> str:
        return json.dumps(simplify(self.obj), sort_keys=self._sort_keys)

    def format_json_pretty(self) -> str:
        return json.dumps(simplify(self.obj), indent=self._indent, sort_keys=self._sort_keys)

    def format_yaml(self) -> str:
        try:
            import yaml
        except ImportError:
            raise UnsupportedFormat("YAML needs the Python package 'yaml' (Debian: python3-yaml); use json") from None
        return cast(str, yaml.safe_dump(simplify(self.obj), sort_keys=self._sort_keys))

    def format_plain(self) -> str:
        return self.obj if isinstance(self.obj, str) else self.format_json_pretty()

    def format(self, kind: Format) -> str:
        write = {Format.plain: self.format_plain, Format.json: self.format_json, Format.json_pretty: self.format_json_pretty,
                 Format.yaml: self.format_yaml}.get(kind)
        if write is None:
            raise UnsupportedFormat("Unsupported format: %s" % kind.value)
        return write()


def ErrorResponseHandler() -> Callable[[_F], _F]:
    """Turn an ErrorResponse that the command raises into its answer."""

    def decorate(func: _F) -> _F:
        @functools.wraps(func)
        def run(*args: Any, **kwargs: Any) -> Any:
            try:
                return func(*args, **kwargs)
            except ErrorResponse as e:
                return e.format_response()
        return cast(_F, run)
    return decorate


class Responder:
    """Answer with what the function returns, in the format that the caller chose (JSON unless told).

    `formatter` makes an object with `format_json()` and the like from what the function returned.
    """

    def __init__(self, formatter: Optional[Callable[[Any], Any]] = None, default_format: Union[Format, str] = Format.json):
        self._formatter = formatter or ObjectFormatAdapter
        self._default = Format(default_format)

    def __call__(self, func: Callable[..., Any]) -> Callable[..., HandleCommandResult]:
        @functools.wraps(func)
        def respond(*args: Any, format: Optional[str] = None, **kwargs: Any) -> HandleCommandResult:
            try:
                kind = Format(format) if format else self._default
                return HandleCommandResult(0, self._write(func(*args, **kwargs), kind), "")
            except ErrorResponse as e:
                return e.format_response()
            except (UnsupportedFormat, ValueError) as e:
                return HandleCommandResult(-errno.EINVAL, "", str(e))

        respond.__command_parameters__ = (  # type: ignore[attr-defined]
            argtypes.parameters(func) + [argtypes.Parameter("format", Optional[str], True, False)])
        return respond

    def _write(self, obj: Any, kind: Format) -> str:
        adapter = self._formatter(obj)
        name = "format_" + kind.name
        if hasattr(adapter, name):
            return cast(str, getattr(adapter, name)())
        if kind is Format.plain or not hasattr(adapter, "format"):
            raise UnsupportedFormat("Unsupported format: %s" % kind.value)
        return cast(str, adapter.format(kind))


class EmptyResponder:
    """Answer success without words; the function returns nothing."""

    def __call__(self, func: Callable[..., None]) -> Callable[..., HandleCommandResult]:
        @functools.wraps(func)
        def respond(*args: Any, **kwargs: Any) -> HandleCommandResult:
            try:
                func(*args, **kwargs)
            except ErrorResponse as e:
                return e.format_response()
            return HandleCommandResult(0, "", "")
        return respond
