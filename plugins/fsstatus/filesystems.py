"""The answer of `fs status`."""

from typing import Any, Callable, Dict, Iterator, List, Sequence

from mgr_util import GREEN, YELLOW, bold, colorize, format_bytes, format_dimless

from .counters import Counters
from .table import render

_MEMORY = (("dns", "mds_mem.dn"), ("inos", "mds_mem.ino"), ("dirs", "mds_mem.dir"), ("caps", "mds_mem.cap"))


class FileSystems:
    """Ranks, pools and clients of some file systems, the standby daemons, and which version the daemons run."""

    def __init__(self, filesystems: Sequence[Dict[str, Any]], standbys: Sequence[Dict[str, Any]], df: Dict[str, Any],
                 osd_map: Dict[str, Any], counters: Counters, version_of: Callable[[str], str]):
        self._counters = counters
        self._version_of = version_of
        self._versions: Dict[str, List[str]] = {}
        self._usage = {pool["id"]: pool["stats"] for pool in df["pools"]}
        self._pool_names = {pool["pool"]: pool["pool_name"] for pool in osd_map["pools"]}
        self._filesystems = [self._filesystem(entry["mdsmap"]) for entry in filesystems]
        self._standbys = [daemon["name"] for daemon in standbys]
        for name in self._standbys:
            self._note_version(name)

    # -- gathering

    def _filesystem(self, mdsmap: Dict[str, Any]) -> Dict[str, Any]:
        return {
            "name": mdsmap["fs_name"],
            "clients": self._clients(mdsmap),
            "daemons": [*self._ranks(mdsmap), *self._replays(mdsmap)],
            "pools": [self._pool(number, "metadata" if number == mdsmap["metadata_pool"] else "data")
                      for number in [mdsmap["metadata_pool"], *mdsmap["data_pools"]]],
        }

    def _clients(self, mdsmap: Dict[str, Any]) -> int:
        """Rank 0 knows the sessions; while it is down, any other rank gives an idea of them."""
        for rank in sorted(mdsmap["in"]):
            gid = mdsmap["up"].get("mds_%d" % rank)
            if gid is not None:
                count = self._counters.latest("mds", mdsmap["info"]["gid_%d" % gid]["name"], "mds_sessions.session_count")
                if count or rank == 0:
                    return count
        return 0

    def _ranks(self, mdsmap: Dict[str, Any]) -> Iterator[Dict[str, Any]]:
        for rank in mdsmap["in"]:
            gid = mdsmap["up"].get("mds_%d" % rank)
            if gid is None:
                yield {"rank": rank, "state": "failed"}
                continue
            info = mdsmap["info"]["gid_%d" % gid]
            state = info["state"].partition(":")[2]
            if "laggy_since" in info:
                state += "(laggy)"
            daemon = {"rank": rank, "name": info["name"], "state": state, **self._memory(info["name"])}
            daemon["rate"] = (self._counters.rate("mds", info["name"], "mds_server.handle_client_request")
                              if state == "active" else "0")
            self._note_version(info["name"])
            yield daemon

    def _replays(self, mdsmap: Dict[str, Any]) -> Iterator[Dict[str, Any]]:
        for info in mdsmap["info"].values():
            if info["state"] == "up:standby-replay":
                self._note_version(info["name"])
                yield {"rank": info["rank"], "name": info["name"], "state": "standby-replay",
                       "events": self._counters.rate("mds", info["name"], "mds_log.replayed"), **self._memory(info["name"])}

    def _memory(self, name: str) -> Dict[str, int]:
        return {key: self._counters.latest("mds", name, path) for key, path in _MEMORY}

    def _pool(self, number: int, kind: str) -> Dict[str, Any]:
        usage = self._usage.get(number, {})
        return {"id": number, "name": self._pool_names.get(number, str(number)), "type": kind,
                "used": usage.get("bytes_used", 0), "avail": usage.get("max_avail", 0)}

    def _note_version(self, daemon: str) -> None:
        self._versions.setdefault(self._version_of(daemon), []).append(daemon)

    # -- answers

    def as_json(self) -> Dict[str, Any]:
        versions: Any = [{"version": version, "daemons": daemons} for version, daemons in self._versions.items()]
        return {
            "clients": [{"fs": fs["name"], "clients": fs["clients"]} for fs in self._filesystems],
            "mdsmap": [daemon for fs in self._filesystems for daemon in fs["daemons"]]
            + [{"name": name, "state": "standby"} for name in self._standbys],
            "pools": [pool for fs in self._filesystems for pool in fs["pools"]],
            "mds_version": versions[0]["version"] if len(versions) == 1 else versions,
        }

    def as_lines(self) -> List[str]:
        lines: List[str] = []
        for fs in self._filesystems:
            lines += ["%s - %d clients" % (fs["name"], fs["clients"]), "=" * len(fs["name"])]
            lines += render(("RANK", "STATE", "MDS", "ACTIVITY", "DNS", "INOS", "DIRS", "CAPS"),
                            [_daemon_row(daemon) for daemon in fs["daemons"]])
            lines += render(("POOL", "TYPE", "USED", "AVAIL"),
                            [(pool["name"], pool["type"], format_bytes(pool["used"], 5), format_bytes(pool["avail"], 5))
                             for pool in fs["pools"]])
        lines += render(("STANDBY MDS",), [(name,) for name in self._standbys])
        if len(self._versions) == 1:
            lines.append("MDS version: %s" % next(iter(self._versions)))
        else:
            lines += render(("VERSION", "DAEMONS"),
                            [(version, ", ".join(daemons)) for version, daemons in self._versions.items()])
        return lines


def _daemon_row(daemon: Dict[str, Any]) -> List[str]:
    state = daemon["state"]
    if state == "failed":
        return [str(daemon["rank"]), state, "", "", "", "", "", ""]
    memory = [format_dimless(daemon[key], 5) for key, _ in _MEMORY]
    if state == "standby-replay":
        return ["%d-s" % daemon["rank"], state, daemon["name"], "Evts: %s/s" % format_dimless(daemon["events"], 5), *memory]
    activity = "Reqs: %s/s" % format_dimless(daemon["rate"], 5) if state == "active" else ""
    coloured = colorize(state, GREEN if state == "active" else YELLOW)
    return [bold(str(daemon["rank"])), coloured, daemon["name"], activity, *memory]
