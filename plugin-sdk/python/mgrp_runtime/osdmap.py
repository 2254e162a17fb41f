"""The public methods of OSDMap, OSDMapIncremental and CRUSHMap, as modules of Ceph use them."""

from __future__ import annotations

from typing import Any, Dict, List, Optional

from .maps import BasePyCRUSH, BasePyOSDMap, BasePyOSDMapIncremental


class OSDMapIncremental(BasePyOSDMapIncremental):
    """Changes to collect before `OSDMap.apply_incremental`."""

    def get_epoch(self) -> int:
        return self._get_epoch()

    def dump(self) -> Dict[str, Any]:
        return self._dump()

    def set_osd_reweights(self, weightmap: Dict[int, float]) -> None:
        """OSD id to reweight, from 0 to 1."""
        self._set_osd_reweights(weightmap)

    def set_crush_compat_weight_set_weights(self, weightmap: Dict[str, float]) -> None:
        self._set_crush_compat_weight_set_weights(weightmap)


class CRUSHMap(BasePyCRUSH):
    """The CRUSH map: buckets, devices, rules."""

    ITEM_NONE = 0x7fffffff
    DEFAULT_CHOOSE_ARGS = "-1"

    def dump(self) -> Dict[str, Any]:
        return self._dump()

    def get_item_weight(self, item: int) -> Optional[float]:
        return self._get_item_weight(item)

    def get_item_name(self, item: int) -> Optional[str]:
        return self._get_item_name(item)

    def find_takes(self) -> List[int]:
        return self._find_takes()["takes"]

    def find_roots(self) -> List[int]:
        return self._find_roots()["roots"]

    def get_take_weight_osd_map(self, root: int) -> Dict[int, float]:
        """Each OSD below `root` with its share of the root's weight."""
        return {int(osd): weight for osd, weight in self._get_take_weight_osd_map(root)["weights"].items()}

    @staticmethod
    def have_default_choose_args(dump: Dict[str, Any]) -> bool:
        return CRUSHMap.DEFAULT_CHOOSE_ARGS in dump.get("choose_args", {})

    @staticmethod
    def get_default_choose_args(dump: Dict[str, Any]) -> List[Dict[str, Any]]:
        return dump.get("choose_args", {}).get(CRUSHMap.DEFAULT_CHOOSE_ARGS, [])

    def get_rule(self, rule_name: str) -> Optional[Dict[str, Any]]:
        return next((rule for rule in self._dump()["rules"] if rule["rule_name"] == rule_name), None)

    def get_rule_by_id(self, rule_id: int) -> Optional[Dict[str, Any]]:
        return next((rule for rule in self._dump()["rules"] if rule["rule_id"] == rule_id), None)

    def get_rule_root(self, rule_name: str) -> Optional[int]:
        """The bucket where the rule starts."""
        rule = self.get_rule(rule_name)
        return next((step["item"] for step in rule["steps"] if step.get("op") == "take"), None) if rule else None

    def get_osds_under(self, root_id: int) -> List[int]:
        buckets = self._buckets()
        osds: List[int] = []

        def walk(number: int) -> None:
            for child in buckets[number]["items"]:
                if child["id"] >= 0:
                    osds.append(child["id"])
                elif child["id"] in buckets:
                    walk(child["id"])

        walk(root_id)
        return osds

    def device_class_counts(self) -> Dict[Optional[str], int]:
        counts: Dict[Optional[str], int] = {}
        for device in self._dump()["devices"]:
            name = device.get("class")
            counts[name] = counts.get(name, 0) + 1
        return counts


class OSDMap(BasePyOSDMap):
    """The OSD map of one epoch."""

    def get_epoch(self) -> int:
        return self._get_epoch()

    def get_crush_version(self) -> int:
        return self._get_crush_version()

    def dump(self) -> Dict[str, Any]:
        return self._dump()

    def get_pools(self) -> Dict[int, Dict[str, Any]]:
        return {pool["pool"]: pool for pool in self._dump()["pools"]}

    def get_pools_by_name(self) -> Dict[str, Dict[str, Any]]:
        return {pool["pool_name"]: pool for pool in self._dump()["pools"]}

    def new_incremental(self) -> OSDMapIncremental:
        return self._new_incremental()

    def apply_incremental(self, inc: OSDMapIncremental) -> "OSDMap":
        return self._apply_incremental(inc)

    def get_crush(self) -> CRUSHMap:
        return self._get_crush()

    def get_pools_by_take(self, take: int) -> List[int]:
        """The pools whose rule starts at this bucket."""
        return self._get_pools_by_take(take)["pools"]

    def calc_pg_upmaps(self, inc: OSDMapIncremental, max_deviation: int, max_iterations: int = 10,
                       pools: Optional[List[str]] = None) -> int:
        return self._calc_pg_upmaps(inc, max_deviation, max_iterations, pools or [])

    def map_pool_pgs_up(self, poolid: int) -> Dict[str, Any]:
        return self._map_pool_pgs_up(poolid)

    def pg_to_up_acting_osds(self, pool_id: int, ps: int) -> Dict[str, Any]:
        return self._pg_to_up_acting_osds(pool_id, ps)

    def pool_raw_used_rate(self, pool_id: int) -> float:
        """Bytes on disk for one byte stored: the replicas, or (k+m)/k."""
        return self._pool_raw_used_rate(pool_id)

    def get_ec_profile(self, name: str) -> Optional[Dict[str, str]]:
        return self._dump()["erasure_code_profiles"].get(name)

    def get_require_osd_release(self) -> str:
        return self._dump()["require_osd_release"]
