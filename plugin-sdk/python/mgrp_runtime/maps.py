"""OSDMap, its incrementals and the CRUSH map as objects, over the documents `osd_map` and `osd_map_crush`.

What is data is here. What needs CRUSH's placement arithmetic says that it is not.
"""

from __future__ import annotations

import copy

from .host import current

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Dict, Iterable, List, NoReturn, Optional

_FIXED = 65536.0  # weights of the crush map are 16.16 fixed point


def _needs_crush(what: str) -> "NoReturn":
    raise NotImplementedError("%s needs CRUSH placement arithmetic, which modules outside ceph-mgr do not have. "
                              "Ask the monitors instead: send_command with 'osd map' or 'pg dump'." % what)


class BasePyOSDMapIncremental:
    """Changes to an OSDMap that are collected before they are applied."""

    def __init__(self, epoch: int):
        self._epoch = epoch
        self._weights: "Dict[int, float]" = {}
        self._compat_weights: "Dict[int, float]" = {}

    def _get_epoch(self) -> int:
        return self._epoch

    def _dump(self) -> "Dict[str, Any]":
        return {
            "epoch": self._epoch, "new_pools": [], "old_pools": [], "new_up_osds": [],
            "new_weight": [{"osd": osd, "weight": weight} for osd, weight in sorted(self._weights.items())],
            "new_pg_temp": [], "primary_temp": [], "new_pg_upmap": [], "old_pg_upmap": [],
            "new_pg_upmap_items": [], "old_pg_upmap_items": [],
        }

    def _set_osd_reweights(self, weightmap: "Dict[int, float]") -> None:
        self._weights.update({int(osd): float(weight) for osd, weight in weightmap.items()})

    def _set_crush_compat_weight_set_weights(self, weightmap: "Dict[Any, float]") -> None:
        self._compat_weights.update({int(osd): float(weight) for osd, weight in weightmap.items()})


class BasePyOSDMap:
    def __init__(self, document: "Any", crush: "Any" = None):
        self._document = document or {}
        self._crush_document = crush

    def _get_epoch(self) -> int:
        return self._document.get("epoch", 0)

    def _get_crush_version(self) -> int:
        return self._document.get("crush_version", 0)

    def _dump(self) -> "Dict[str, Any]":
        return self._document

    def _new_incremental(self) -> "Any":
        return _face("OSDMapIncremental", BasePyOSDMapIncremental)(self._get_epoch() + 1)

    def _apply_incremental(self, inc: BasePyOSDMapIncremental) -> "Any":
        if inc._compat_weights:
            _needs_crush("Applying a compat weight set")
        document = copy.deepcopy(self._document)
        document["epoch"] = inc._get_epoch()
        for osd in document.get("osds", ()):
            weight = inc._weights.get(osd["osd"])
            if weight is not None:
                osd["weight"] = weight
                osd["in"] = 1 if weight > 0 else 0
        return type(self)(document, self._crush())

    def _crush(self) -> "Any":
        if self._crush_document is None:
            self._crush_document = current().get("osd_map_crush")
        return self._crush_document

    def _get_crush(self) -> "Any":
        return _face("CRUSHMap", BasePyCRUSH)(self._crush())

    def _get_pools_by_take(self, take: int) -> "Dict[str, List[int]]":
        rules = {rule["rule_id"] for rule in self._crush().get("rules", ()) if take in _takes((rule,))}
        return {"pools": [pool["pool"] for pool in self._document.get("pools", ()) if pool.get("crush_rule") in rules]}

    def _pool_raw_used_rate(self, pool_id: int) -> float:
        for pool in self._document.get("pools", ()):
            if pool["pool"] == pool_id:
                profile = self._document.get("erasure_code_profiles", {}).get(pool.get("erasure_code_profile") or "")
                if pool.get("type") == 3 and profile:
                    data = int(profile["k"])
                    return (data + int(profile["m"])) / data
                return float(pool["size"])
        raise KeyError("there is no pool %s" % pool_id)

    def _calc_pg_upmaps(self, inc: "Any", max_deviation: int, max_iterations: int, pools: "Any") -> int:
        _needs_crush("calc_pg_upmaps")

    def _map_pool_pgs_up(self, poolid: int) -> "Dict[str, Any]":
        _needs_crush("map_pool_pgs_up")

    def _pg_to_up_acting_osds(self, pool_id: int, ps: int) -> "Dict[str, Any]":
        _needs_crush("pg_to_up_acting_osds")


class BasePyCRUSH:
    def __init__(self, document: "Any"):
        self._document = document or {}

    def _dump(self) -> "Dict[str, Any]":
        return self._document

    def _buckets(self) -> "Dict[int, Any]":
        return {bucket["id"]: bucket for bucket in self._document.get("buckets", ())}

    def _get_item_weight(self, item: int) -> "Optional[float]":
        for bucket in self._document.get("buckets", ()):
            if bucket["id"] == item:
                return bucket["weight"] / _FIXED
            for child in bucket["items"]:
                if child["id"] == item:
                    return child["weight"] / _FIXED
        return None

    def _get_item_name(self, item: int) -> "Optional[str]":
        for kind in ("devices", "buckets"):
            for entry in self._document.get(kind, ()):
                if entry["id"] == item:
                    return entry["name"]
        return None

    def _find_takes(self) -> "Dict[str, List[int]]":
        return {"takes": sorted(_takes(self._document.get("rules", ())))}

    def _find_roots(self) -> "Dict[str, List[int]]":
        buckets = self._buckets()
        children = {child["id"] for bucket in buckets.values() for child in bucket["items"]}
        return {"roots": sorted(number for number in buckets if number not in children)}

    def _get_take_weight_osd_map(self, root: int) -> "Dict[str, Dict[str, float]]":
        """Each OSD below `root` with its share of the root's weight."""
        buckets = self._buckets()
        weights: "Dict[int, int]" = {}
        total = 0
        waiting = [root]
        while waiting:
            bucket = buckets.get(waiting.pop())
            for child in bucket["items"] if bucket else ():
                if child["id"] >= 0:
                    weights[child["id"]] = child["weight"]
                    total += child["weight"]
                else:
                    waiting.append(child["id"])
        return {"weights": {str(osd): weight / total if total else 0.0 for osd, weight in sorted(weights.items())}}


def _takes(rules: "Iterable[Any]") -> "set[int]":
    return {step["item"] for rule in rules for step in rule.get("steps", ()) if step.get("op") == "take"}


def _face(name: str, fallback: type) -> type:
    """The class of the mgr_module in use, which adds the public methods."""
    import sys
    return getattr(sys.modules.get("mgr_module"), name, fallback)
