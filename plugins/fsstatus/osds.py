"""The answer of `osd status`."""

from typing import Any, Callable, Dict, List, Optional

from mgr_util import format_bytes, format_dimless

from .counters import Counters
from .table import render

_HEADERS = ("ID", "HOST", "USED", "AVAIL", "WR OPS", "WR DATA", "RD OPS", "RD DATA", "STATE")


class Osds:
    """Space, traffic and state of the OSDs, or of the chosen ones."""

    def __init__(self, osd_map: Dict[str, Any], osd_stats: Dict[str, Any], chosen: "Optional[set[int]]", counters: Counters,
                 host_of: Callable[[int], str]):
        self._counters = counters
        self._host_of = host_of
        stats = {entry["osd"]: entry for entry in osd_stats["osd_stats"]}
        self._osds = [self._osd(osd["osd"], osd["state"], stats.get(osd["osd"])) for osd in osd_map["osds"]
                      if chosen is None or osd["osd"] in chosen]

    def _osd(self, number: int, state: List[str], stats: Optional[Dict[str, Any]]) -> Dict[str, Any]:
        def rate(counter: str) -> int:
            return self._counters.rate("osd", str(number), "osd." + counter)

        return {
            "id": number,
            "host name": self._host_of(number) if stats else "",
            "kb used": stats["kb_used"] if stats else 0,
            "kb available": stats["kb_avail"] if stats else 0,
            "write ops rate": rate("op_w") + rate("op_rw"),
            "write byte rate": rate("op_in_bytes"),
            "read ops rate": rate("op_r"),
            "read byte rate": rate("op_out_bytes"),
            "state": state,
        }

    def as_json(self) -> Dict[str, Any]:
        return {"OSDs": self._osds}

    def as_lines(self) -> List[str]:
        return render(_HEADERS, [_row(osd) for osd in self._osds], "rlrrrrrrl")


def _row(osd: Dict[str, Any]) -> List[str]:
    return [
        str(osd["id"]), osd["host name"],
        format_bytes(osd["kb used"] * 1024, 5), format_bytes(osd["kb available"] * 1024, 5),
        format_dimless(osd["write ops rate"], 5), format_bytes(osd["write byte rate"], 5),
        format_dimless(osd["read ops rate"], 5), format_bytes(osd["read byte rate"], 5),
        ",".join(osd["state"]),
    ]
