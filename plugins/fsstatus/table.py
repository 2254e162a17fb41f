"""Tables as Ceph prints them: no borders, every column as wide as its widest cell, two blanks behind it."""

import re
from typing import List, Sequence

_COLOUR = re.compile(r"\033\[[0-9;]*m")
_GAP = "  "


def _centred(cell: str, width: int, shown: int) -> str:
    # Where the blanks cannot be shared evenly, the odd one is behind a cell of odd length and before one of even length.
    room = width - shown
    left = room // 2 + (room % 2 and shown % 2 == 0)
    return " " * left + cell + " " * (room - left)


def render(headers: Sequence[str], rows: Sequence[Sequence[str]], align: str = "") -> List[str]:
    """The lines of the table, none when it has no rows. `align` has a letter a column: l, r, or c; centred if missing."""
    if not rows:
        return []
    cells = [headers, *rows]
    widths = [max(_width(row[column]) for row in cells) for column in range(len(headers))]
    align = align.ljust(len(headers), "c")
    return ["".join(_fit(cell, width, how) + _GAP for cell, width, how in zip(row, widths, align)) for row in cells]


def _fit(cell: str, width: int, how: str) -> str:
    shown = _width(cell)
    if how == "c":
        return _centred(cell, width, shown)
    blanks = " " * (width - shown)
    return cell + blanks if how == "l" else blanks + cell


def _width(cell: str) -> int:
    return len(_COLOUR.sub("", cell))
