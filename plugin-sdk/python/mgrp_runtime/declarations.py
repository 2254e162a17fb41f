"""What a module class says about itself, in the words of the protocol."""

from __future__ import annotations

import enum

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Dict, List

# Modules older than NOTIFY_TYPES are told of everything, as they were.
_ALL_NOTIFY_TYPES = ["mon_map", "osd_map", "fs_map", "service_map", "mon_status", "health", "pg_summary", "clog", "command"]
_OPTION_FIELDS = ("desc", "long_desc", "min", "max", "enum_allowed", "tags", "see_also", "runtime")


class Declarations:
    """Reads a module class once; `wire` is the answer to `initialize`."""

    def __init__(self, cls: "Any", name: str):
        self._cls = cls
        self.warnings: "List[str]" = []
        for register in ("_register_options", "_register_commands"):
            method = getattr(cls, register, None)
            if method is not None:
                method(name)
        self.options = self._options()
        self.serves = self._overrides("serve")

    def can_run(self) -> "Any":
        check = getattr(self._cls, "can_run", None)
        if check is None:
            return True, ""
        try:
            can, reason = check()
        except Exception as e:
            return False, "can_run() failed: %s: %s" % (type(e).__name__, e)
        return bool(can), str(reason or "")

    def wire(self, can_run: bool, reason: str) -> "Dict[str, Any]":
        return {
            "commands": self._commands(),
            "options": self.options,
            "notify_types": self._notify_types(),
            "can_run": can_run,
            "can_run_reason": reason,
            "serve": self.serves,
            "warnings": self.warnings,
        }

    def _commands(self) -> "List[Dict[str, Any]]":
        commands = []
        for entry in getattr(self._cls, "COMMANDS", None) or ():
            if not isinstance(entry, dict) or not isinstance(entry.get("cmd"), str):
                self.warnings.append("an entry of COMMANDS has no 'cmd' and was left out: %.80r" % (entry,))
                continue
            commands.append({"cmd": entry["cmd"].strip(), "desc": entry.get("desc") or "", "perm": entry.get("perm") or "rw",
                             "poll": entry.get("poll") in (True, "true", "True")})
        return commands

    def _options(self) -> "List[Dict[str, Any]]":
        options = []
        for entry in getattr(self._cls, "MODULE_OPTIONS", None) or getattr(self._cls, "OPTIONS", None) or ():
            default = entry.get("default")
            if default is not None and "type" not in entry:
                default = str(default)
            option = {"name": entry["name"], "type": entry.get("type") or "str", "default": _plain(default)}
            for field in _OPTION_FIELDS:
                if entry.get(field) is not None:
                    option[field] = _plain(entry[field])
            options.append(option)
        return options

    def _notify_types(self) -> "List[str]":
        declared = getattr(self._cls, "NOTIFY_TYPES", None)
        if declared:
            return [str(kind.value) if isinstance(kind, enum.Enum) else str(kind) for kind in declared]
        if self._overrides("notify"):
            self.warnings.append("%s has notify() but no NOTIFY_TYPES: it is told of everything. "
                                 "Name what it needs, for example NOTIFY_TYPES = [NotifyType.osd_map]." % self._cls.__name__)
            return list(_ALL_NOTIFY_TYPES)
        return []

    def _overrides(self, method: str) -> bool:
        """Whether the module has its own, rather than the empty one of mgr_module."""
        own = getattr(self._cls, method, None)
        return own is not None and getattr(own, "__module__", None) not in ("mgr_module", "ceph_module")


def _plain(value: "Any") -> "Any":
    if isinstance(value, enum.Enum):
        value = value.value
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(v) for v in value]
    return value if isinstance(value, (str, int, float, bool, type(None))) else str(value)
