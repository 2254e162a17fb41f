"""Cluster documents, parsed once per version."""

from __future__ import annotations

import gc
import marshal
import threading

from .wire import decode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Dict, Optional, Tuple

_LARGE = 256 * 1024
_KEPT = 64


def read_json(path: str) -> "Any":
    """Parse a file. The collector would walk every object again and again while a large one is built, so it waits."""
    with open(path, "rb") as f:
        data = f.read()
    pause = len(data) > _LARGE and gc.isenabled()
    if pause:
        gc.disable()
    try:
        return decode(data.decode())
    finally:
        if pause:
            gc.enable()


def with_changes(value: "Dict[str, Any]", changes: "Dict[str, Any]") -> "Dict[str, Any]":
    """The next version of a document. What did not change is the same object in both, and the older one stays as it is."""
    value = dict(value)
    value.update(changes.get("set") or {})
    for name, elements in (changes.get("items") or {}).items():
        items = list(value[name])
        for index, element in elements:
            if index == len(items):
                items.append(element)
            else:
                items[index] = element
        value[name] = items
    return value


class Documents:
    """Answers `get` from the copy in hand whenever the host says that it is still current.

    Shared: everybody gets the same object, to be treated as read-only. Private: each caller gets its own.
    """

    def __init__(self, request: "Callable[[str, Any], Any]", shared: bool):
        self._request = request
        self._shared = shared
        self._lock = threading.Lock()
        self._kept: "Dict[Any, Tuple[int, Any, Optional[bytes]]]" = {}

    def get(self, method: str, params: "Dict[str, Any]", key: "Any", mutable: bool) -> "Any":
        private = mutable or not self._shared
        kept = self._kept.get(key)
        for _ in range(4):
            if kept is not None:
                more = dict(params, have=kept[0])
                if kept[1] is not None and method == "get":
                    more["changes"] = True
                answer = self._request(method, more)
                if answer.get("unchanged"):
                    return self._hand_out(key, kept, private)
            else:
                answer = self._request(method, params)
            version = answer.get("version") or 0
            path = answer.get("path")
            changes = answer.get("changes")
            if changes is not None:
                value = with_changes(kept[1], changes)
            elif path is None:
                value = answer.get("value")
            else:
                try:
                    value = read_json(path)
                except FileNotFoundError:
                    kept = None  # a newer version has replaced the file meanwhile: ask again
                    continue
            if not version:
                return value
            fresh = (version, None, marshal.dumps(value)) if private and not self._shared else (version, value, None)
            self._keep(key, fresh)
            return value if fresh[1] is None else self._hand_out(key, fresh, private)
        raise FileNotFoundError("%s: the host's file was gone four times in a row" % (params,))

    def _hand_out(self, key: "Any", kept: "Tuple[int, Any, Optional[bytes]]", private: bool) -> "Any":
        if not private:
            return kept[1]
        packed = kept[2]
        if packed is None:
            packed = marshal.dumps(kept[1])
            self._keep(key, (kept[0], kept[1], packed))
        return marshal.loads(packed)

    def _keep(self, key: "Any", entry: "Tuple[int, Any, Optional[bytes]]") -> None:
        with self._lock:
            current = self._kept.get(key)
            if current is not None and current[0] > entry[0]:
                return  # another thread has fetched a newer one
            self._kept.pop(key, None)
            while len(self._kept) >= _KEPT:
                del self._kept[next(iter(self._kept))]
            self._kept[key] = entry
