"""The declaration of a module's options, and the four that every module has."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Union

OptionValue = Optional[Union[bool, int, float, str]]
_LOG_LEVELS = ["info", "debug", "critical", "error", "warning", ""]


class Option(Dict[str, Any]):
    """One entry of MODULE_OPTIONS.

    `type` is one of uint, int, str, float, bool, addr, addrvec, uuid, size, secs, millisecs.
    """

    def __init__(self, name: str, default: OptionValue = None, type: str = "str", desc: Optional[str] = None,
                 long_desc: Optional[str] = None, min: OptionValue = None, max: OptionValue = None,
                 enum_allowed: Optional[List[str]] = None, tags: Optional[List[str]] = None,
                 see_also: Optional[List[str]] = None, runtime: bool = False, level: Any = None, **others: Any):
        fields = dict(name=name, default=default, type=type, desc=desc, long_desc=long_desc, min=min, max=max,
                      enum_allowed=enum_allowed, tags=tags, see_also=see_also, runtime=runtime, level=level, **others)
        super().__init__((key, value) for key, value in fields.items() if value is not None)


def with_common(options: List[Any]) -> List[Any]:
    """The module's options and, where it does not declare them itself, the ones about its log."""
    common = [
        Option("log_level", "", enum_allowed=_LOG_LEVELS, runtime=True, desc="Lowest level that the module's log keeps"),
        Option("log_to_file", False, "bool", runtime=True, desc="Also log to a file in the module's data directory"),
        Option("log_to_cluster", False, "bool", runtime=True, desc="Also log to the cluster log"),
        Option("log_to_cluster_level", "info", enum_allowed=_LOG_LEVELS, runtime=True,
               desc="Lowest level that goes to the cluster log"),
    ]
    declared = {option["name"] for option in options}
    return list(options) + [option for option in common if option["name"] not in declared]
