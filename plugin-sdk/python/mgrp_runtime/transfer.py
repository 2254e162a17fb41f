"""Values that cross from one module to another: JSON when nothing is lost by it, pickle between Python modules otherwise."""

from __future__ import annotations

import math

from .wire import encode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Dict, Mapping, Sequence, Tuple

_ATOMS = (str, int, bool, type(None))


def survives_json(value: "Any") -> bool:
    """Whether the value comes out of JSON as it went in. (A tuple would come out as a list, a key 1 as "1".)"""
    kind = type(value)
    if kind in _ATOMS:
        return True
    if kind is float:
        return math.isfinite(value)
    if kind is list:
        return all(survives_json(v) for v in value)
    if kind is dict:
        return all(type(k) is str and survives_json(v) for k, v in value.items())
    return False


def _pickle(value: "Any") -> str:
    import base64
    import pickle
    return base64.b64encode(pickle.dumps(value, protocol=4)).decode()


def _unpickle(text: str) -> "Any":
    import base64
    import pickle
    return pickle.loads(base64.b64decode(text))


def _as_json(value: "Any") -> bool:
    """Whether the value can be said in JSON at all, be it with tuples as lists."""
    try:
        encode(value)
    except (TypeError, ValueError, RecursionError):
        return False
    return True


def pack_arguments(args: "Sequence[Any]", kwargs: "Mapping[str, Any]") -> "Dict[str, Any]":
    args, kwargs = list(args), dict(kwargs)
    if survives_json(args) and survives_json(kwargs):
        return {"args": args, "kwargs": kwargs}
    packed: "Dict[str, Any]" = {"pickle": _pickle((args, kwargs))}
    if _as_json([args, kwargs]):  # a module that is not Python can still read these
        packed.update(args=args, kwargs=kwargs)
    return packed


def unpack_arguments(params: "Mapping[str, Any]") -> "Tuple[Sequence[Any], Mapping[str, Any]]":
    pickled = params.get("pickle")
    if pickled:
        args, kwargs = _unpickle(pickled)
        return args, kwargs
    return params.get("args") or [], params.get("kwargs") or {}


def pack_result(value: "Any") -> "Dict[str, Any]":
    if survives_json(value):
        return {"value": value}
    packed: "Dict[str, Any]" = {}
    if _as_json(value):
        packed["value"] = value
    try:
        packed["pickle"] = _pickle(value)
    except Exception as e:
        if not packed:
            raise TypeError("the result (%s) can be sent neither as JSON nor as a pickle: %s"
                            % (type(value).__name__, e)) from None
    return packed


def unpack_result(answer: "Mapping[str, Any]") -> "Any":
    pickled = answer.get("pickle")
    return _unpickle(pickled) if pickled else answer.get("value")
