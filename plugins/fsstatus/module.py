"""`fs status` and `osd status`."""

import errno
import json
from fnmatch import fnmatchcase
from typing import Any, Dict, Optional

from mgr_module import CLIReadCommand, HandleCommandResult, MgrModule

from .counters import Counters
from .filesystems import FileSystems
from .osds import Osds


class Module(MgrModule):

    @CLIReadCommand("fs status")
    def fs_status(self, fs: Optional[str] = None, *, format: str = "plain") -> HandleCommandResult:
        """Show the status of a CephFS filesystem"""
        fs_map = self.get("fs_map")
        filesystems = [entry for entry in fs_map["filesystems"] if fs in (None, entry["mdsmap"]["fs_name"])]
        if fs is not None and not filesystems:
            return HandleCommandResult(-errno.EINVAL, "", "Invalid filesystem: %s" % fs)
        report = FileSystems(filesystems, fs_map["standbys"], self.get("df"), self.get("osd_map"),
                             Counters(self), self._mds_version)
        return _answer(report, format)

    @CLIReadCommand("osd status")
    def osd_status(self, bucket: Optional[str] = None, *, format: str = "plain") -> HandleCommandResult:
        """Show the status of OSDs within a bucket, or all"""
        chosen = None
        if bucket is not None:
            chosen = _osds_below(self.get("osd_map_crush"), bucket)
            if chosen is None:
                return HandleCommandResult(-errno.ENOENT, "", "Bucket '%s' not found" % bucket)
        report = Osds(self.get("osd_map"), self.get("osd_stats"), chosen, Counters(self), self._hostname)
        return _answer(report, format)

    def _mds_version(self, name: str) -> str:
        return (self.get_metadata("mds", name) or {}).get("ceph_version", "unknown")

    def _hostname(self, osd: int) -> str:
        return (self.get_metadata("osd", str(osd)) or {}).get("hostname", "")


def _answer(report: Any, format: str) -> HandleCommandResult:
    if format == "json":
        return HandleCommandResult(0, json.dumps(report.as_json(), sort_keys=True), "")
    if format == "json-pretty":
        return HandleCommandResult(0, json.dumps(report.as_json(), sort_keys=True, indent=4), "")
    return HandleCommandResult(0, "\n".join(report.as_lines()) + "\n", "")


def _osds_below(crush: Dict[str, Any], pattern: str) -> "Optional[set[int]]":
    """The OSDs under every bucket whose name fits the pattern, at any depth; None when no bucket does."""
    buckets = {bucket["id"]: bucket for bucket in crush["buckets"]}
    waiting = [number for number, bucket in buckets.items() if fnmatchcase(bucket["name"], pattern)]
    if not waiting:
        return None
    osds = set()
    seen = set(waiting)
    while waiting:
        for item in buckets[waiting.pop()]["items"]:
            number = item["id"]
            if number >= 0:
                osds.add(number)
            elif number in buckets and number not in seen:
                seen.add(number)
                waiting.append(number)
    return osds
