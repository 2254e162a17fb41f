"""The module's options and its key-value store: local copies that the host keeps current."""

from __future__ import annotations

import logging
import threading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Dict, Iterable, List, Mapping, Optional

_TRUE = frozenset(("1", "true", "yes", "on"))
_FALSE = frozenset(("0", "false", "no", "off", ""))
_SIZES = {"k": 10, "m": 20, "g": 30, "t": 40, "p": 50, "e": 60}
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}


def typed(kind: str, text: str) -> "Any":
    """An option's stored text as its declared type. Raises ValueError when the text does not fit."""
    if kind in ("int", "uint"):
        return int(text, 0)
    if kind == "float":
        return float(text)
    if kind == "bool":
        word = text.strip().lower()
        if word in _TRUE:
            return True
        if word in _FALSE:
            return False
        raise ValueError("not a boolean: %r" % text)
    if kind == "size":
        return _scaled(text.strip().lower().rstrip("b").rstrip("i"), {k: 1 << v for k, v in _SIZES.items()})
    if kind in ("secs", "millisecs"):
        return _scaled(text.strip().lower(), _SECONDS)
    return text


def _scaled(text: str, units: "Mapping[str, int]") -> "Any":
    factor = units.get(text[-1:])
    if factor is not None:
        text = text[:-1].strip()
    try:
        return int(text, 0) * (factor or 1)
    except ValueError:
        return float(text) * (factor or 1)


class LocalCopy:
    """Text by key. Own writes show as soon as the host has accepted them, and never hide a later change."""

    def __init__(self, values: "Mapping[str, str]"):
        self._values: "Dict[str, str]" = dict(values)
        self._lock = threading.Lock()
        self._writes: "List[List[Any]]" = []

    def get(self, key: str) -> "Optional[str]":
        return self._values.get(key)

    def prefix(self, prefix: str) -> "Dict[str, str]":
        with self._lock:
            return {k: v for k, v in self._values.items() if k.startswith(prefix)}

    def changed(self, values: "Mapping[str, str]", removed: "Iterable[str]") -> None:
        """What the host says the values are now."""
        with self._lock:
            self._values.update(values)
            for key in removed:
                self._values.pop(key, None)
            for write in self._writes:
                if write[0] in values or write[0] in removed:
                    write[2] = True

    def write(self, key: str, value: "Optional[str]", call: "Callable[[Callable[[], None]], None]") -> None:
        """Send a write through `call`, which is given what to do at the moment the host accepts it."""
        write = [key, value, False]
        with self._lock:
            self._writes.append(write)
        try:
            call(lambda: self._accepted(write))
        finally:
            with self._lock:
                self._writes.remove(write)

    def _accepted(self, write: "List[Any]") -> None:
        with self._lock:
            if write[2]:
                return  # the host has told us of this key since: that is at least as new as our write
            if write[1] is None:
                self._values.pop(write[0], None)
            else:
                self._values[write[0]] = write[1]


class Options(LocalCopy):
    """The module's stored options, as their declared types."""

    def __init__(self, values: "Mapping[str, str]", mgr_id: str):
        super().__init__(values)
        self._mgr_id = mgr_id
        self._types: "Dict[str, str]" = {}

    def declare(self, options: "Iterable[Mapping[str, Any]]") -> None:
        for option in options:
            self._types[option["name"]] = option.get("type") or "str"

    def value(self, name: str, localized: bool = False) -> "Any":
        """The stored value, or None when none is stored (or the stored one does not fit its type)."""
        text = self.get("%s/%s" % (self._mgr_id, name)) if localized else None
        if text is None:
            text = self.get(name)
            if text is None:
                return None
        try:
            return typed(self._types.get(name, "str"), text)
        except ValueError:
            logging.getLogger("mgrp").warning(
                "the stored value %r of option %s is not of type %s; using the default", text, name, self._types.get(name))
            return None
