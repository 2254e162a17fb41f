"""Numbers and colours as Ceph's own tables print them."""

from __future__ import annotations

import functools
import time
from typing import Any, Callable, TypeVar, cast

_F = TypeVar("_F", bound=Callable[..., Any])

BLACK, RED, GREEN, YELLOW, BLUE, MAGENTA, CYAN, GRAY = range(8)

_UNITS = " kMGTPE"


def colorize(msg: str, color: int, dark: bool = False) -> str:
    return "\033[%d;%dm%s\033[0m" % (0 if dark else 1, 30 + color, msg)


def bold(msg: str) -> str:
    return "\033[1m%s\033[0m" % msg


def format_units(n: float, width: int, colored: bool, decimal: bool) -> str:
    """A number in `width` characters, the last of which is its unit: 7372824 becomes "7200k" with decimal=False."""
    base = 1000 if decimal else 1024
    room = width - 1
    unit = 0
    while unit < len(_UNITS) - 1 and len(str(int(n) // base ** unit)) > room:
        unit += 1
    if unit == 0:
        digits = str(int(n)).rjust(room)
    else:
        digits = ("%f" % (n / base ** unit))[:room]
        if digits.endswith("."):
            digits = " " + digits[:-1]
    if colored:
        return bold(colorize(digits, YELLOW if n else BLACK)) + bold(colorize(_UNITS[unit], YELLOW))
    return digits + _UNITS[unit]


def format_dimless(n: float, width: int, colored: bool = False) -> str:
    """A count, in thousands."""
    return format_units(n, width, colored, decimal=True)


def format_bytes(n: float, width: int, colored: bool = False) -> str:
    """A size, in powers of 1024."""
    return format_units(n, width, colored, decimal=False)


def profile_method(skip_attribute: bool = False) -> Callable[[_F], _F]:
    """Log at debug level how long a module's method took, and keep it in the attribute `_execution_duration`."""

    def decorate(func: _F) -> _F:
        @functools.wraps(func)
        def measure(self: Any, *args: Any, **kwargs: Any) -> Any:
            begin = time.monotonic()
            result = func(self, *args, **kwargs)
            duration = time.monotonic() - begin
            if not skip_attribute:
                setattr(measure, "_execution_duration", duration)
            self.log.debug("%s took %.3f seconds", func.__name__, duration)
            return result
        return cast(_F, measure)
    return decorate
