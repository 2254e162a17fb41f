"""From a Python signature to Ceph's argument declarations, and from a command's values back to Python's."""

from __future__ import annotations

import enum
import typing
from collections import abc

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Dict, List, Tuple

_PLAIN = {str: "CephString", int: "CephInt", float: "CephFloat", bool: "CephBool"}
_LISTS = (list, typing.List, abc.Sequence, typing.Sequence, abc.Iterable)
_NONE = type(None)


class Parameter(typing.NamedTuple):
    name: str
    hint: "Any"
    optional: bool
    declared: bool = True
    """A keyword-only parameter is not declared as an argument, but gets what the caller's command has by that name."""


def parameters(func: "Callable[..., Any]") -> "List[Parameter]":
    """The parameters of a command's function, with their type hints resolved.

    A decorator in between may say what the signature is, with `__signature__` or the usual `functools.wraps`.
    """
    known = getattr(func, "__command_parameters__", None)
    if known is not None:
        return known
    signature = getattr(func, "__signature__", None)
    inner = func
    while signature is None and hasattr(inner, "__wrapped__"):
        inner = inner.__wrapped__
        signature = getattr(inner, "__signature__", None)
    hints = _hints(inner)
    if signature is not None:
        return [Parameter(p.name, _resolved(hints.get(p.name, p.annotation), p.empty), p.default is not p.empty,
                          p.kind is not p.KEYWORD_ONLY)
                for p in signature.parameters.values() if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)]
    code = inner.__code__
    count = code.co_argcount
    names = code.co_varnames[:count + code.co_kwonlyargcount]
    first_default = count - len(inner.__defaults__ or ())
    keyword_defaults = inner.__kwdefaults__ or {}
    return [Parameter(name, hints.get(name), index >= first_default if index < count else name in keyword_defaults,
                      index < count)
            for index, name in enumerate(names)]


def accepts(func: "Callable[..., Any]", name: str) -> bool:
    """Whether the function has the parameter, or takes any keyword."""
    while hasattr(func, "__wrapped__"):
        func = func.__wrapped__
    code = func.__code__
    return bool(code.co_flags & 0x08) or name in code.co_varnames[:code.co_argcount + code.co_kwonlyargcount]


def _hints(func: "Any") -> "Dict[str, Any]":
    try:
        return typing.get_type_hints(func)
    except NameError as e:
        raise TypeError("%s: a type hint could not be resolved: %s" % (func.__qualname__, e)) from None


def _resolved(hint: "Any", empty: "Any") -> "Any":
    return None if hint is empty else hint


def without_none(hint: "Any") -> "Tuple[Any, bool]":
    """Optional[T] as (T, True); anything else as (itself, False)."""
    if _is_union(hint):
        kinds = [kind for kind in typing.get_args(hint) if kind is not _NONE]
        if len(kinds) != 1:
            raise TypeError("a command's argument has one type, or Optional of one; not %s" % hint)
        return kinds[0], True
    return hint, False


def _is_union(hint: "Any") -> bool:
    return typing.get_origin(hint) is typing.Union or type(hint).__name__ == "UnionType"


def to_argdesc(hint: "Any", attributes: "Dict[str, str]", has_default: bool = False) -> str:
    """One argument in Ceph's words, such as `name=person,req=false,type=CephString`."""
    hint, nullable = without_none(hint)
    if has_default or nullable:
        attributes["req"] = "false"
    origin = typing.get_origin(hint)
    if origin in _LISTS or hint in (list, typing.List):
        attributes["n"] = "N"
        return to_argdesc((typing.get_args(hint) or (str,))[0], attributes)
    if origin is tuple:
        members = typing.get_args(hint)
        attributes["n"] = "N" if members[-1:] == (Ellipsis,) else str(len(members))
        return to_argdesc(members[0], attributes)
    if origin is typing.Literal:
        return _choices(typing.get_args(hint), attributes)
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return _choices([member.value for member in hint], attributes)
    if callable(getattr(hint, "argdesc", None)):  # an instance of ceph_argparse's own types
        return hint.argdesc(attributes)
    name = _PLAIN.get(hint)
    if name is None:
        raise TypeError("%s: a command's argument can be str, int, float, bool, an Enum, a Literal, or a List or Optional "
                        "of these; not %s" % (attributes.get("name", "argument"), hint))
    attributes["type"] = name
    return _join(attributes)


def _choices(values: "Any", attributes: "Dict[str, str]") -> str:
    attributes["strings"] = "|".join(str(value) for value in values)
    attributes["type"] = "CephChoices"
    return _join(attributes)


def _join(attributes: "Dict[str, str]") -> str:
    return ",".join("%s=%s" % item for item in attributes.items())


def cast_to(hint: "Any", value: "Any") -> "Any":
    """A value from the command line as the hint wants it. Raises ValueError when it cannot be."""
    hint, nullable = without_none(hint)
    if value is None and nullable:
        return None
    if hint is bool:
        if isinstance(value, str):
            word = value.lower()
            if word not in ("true", "false", "1", "0", "yes", "no", "on", "off"):
                raise ValueError("%r is neither true nor false" % value)
            return word in ("true", "1", "yes", "on")
        return bool(value)
    if hint in _PLAIN:
        return hint(value)
    origin = typing.get_origin(hint)
    if origin in _LISTS or hint in (list, typing.List):
        members = typing.get_args(hint) or (str,)
        return [cast_to(members[0], v) for v in (value if isinstance(value, (list, tuple)) else [value])]
    if origin is tuple:
        member = typing.get_args(hint)[0]
        return tuple(cast_to(member, v) for v in value)
    if origin is typing.Literal:
        for allowed in typing.get_args(hint):
            if value == allowed or str(value) == str(allowed):
                return allowed
        raise ValueError("%r is not one of %s" % (value, ", ".join(str(a) for a in typing.get_args(hint))))
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        for member in hint:
            if value == member.value or str(value) == str(member.value):
                return member
        raise ValueError("%r is not one of %s" % (value, ", ".join(str(m.value) for m in hint)))
    return value
