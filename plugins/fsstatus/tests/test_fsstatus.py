"""`fs status` and `osd status` print what Ceph 16.2.15 printed, for three recorded moments of one cluster.

Run: python3 -m unittest discover plugins/fsstatus/tests
"""

import json
import os
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
PLUGIN = os.path.dirname(HERE)
sys.path.append(os.path.join(PLUGIN, "..", "..", "plugin-sdk", "python"))

from mgr_testing import FakeCluster  # noqa: E402

VERSION = "ceph version 16.2.15 (618f440892089921c3e944a991122ddc44e60516) pacific (stable)"
MOMENTS = ("healthy", "osd_down", "recovering")


def asset(moment, name):
    with open(os.path.join(HERE, "assets", moment, name)) as f:
        return json.load(f) if name.endswith(".json") else f.read()


def series(per_second):
    """Two samples five seconds apart, with an older one that must not count."""
    return [[100.0, 0], [105.0, 1000], [110.0, 1000 + 5 * per_second]]


def recorded(moment, json_moment=False):
    """The cluster as it was; `json_moment`: a few seconds later, when the JSON was recorded."""
    inputs = asset(moment, "inputs.json")
    documents = asset(moment, "documents.json")
    pools = inputs["pools_in_json" if json_moment else "pools"]
    documents["df"] = {"pools": [{"id": int(pool), "stats": {"bytes_used": used, "max_avail": avail}}
                                 for pool, (used, avail) in pools.items()]}
    documents["osd_stats"] = {"osd_stats": [{"osd": int(osd), "kb_used": o["kb_used"], "kb_avail": o["kb_avail"]}
                                            for osd, o in inputs["osds"].items()]}
    rate = inputs["requests_per_second_in_json" if json_moment else "requests_per_second"]
    counters = {("mds", "n", "mds_server.handle_client_request"): series(rate),
                ("mds", "n", "mds_sessions.session_count"): [[105.0, inputs["clients"]]]}
    for name, counter in (("dns", "dn"), ("inos", "ino"), ("dirs", "dir"), ("caps", "cap")):
        counters["mds", "n", "mds_mem." + counter] = [[100.0, 0], [105.0, inputs[name]]]
    for osd, o in inputs["osds"].items():
        for counter in ("op_w", "op_in_bytes", "op_r", "op_out_bytes"):
            counters["osd", osd, "osd." + counter] = series(o[counter])
    metadata = {("mds", name): {"ceph_version": VERSION} for name in "mn"}
    metadata.update({("osd", str(osd)): {"hostname": "vm"} for osd in range(3)})
    return FakeCluster(documents=documents, counters=counters, metadata=metadata)


class AgainstCeph(unittest.TestCase):
    maxDiff = None

    def test_fs_status_prints_the_recorded_table(self):
        for moment in MOMENTS:
            with self.subTest(moment):
                self.assertEqual(recorded(moment).load(PLUGIN).command("fs status"), (0, asset(moment, "fs_status.txt"), ""))

    def test_osd_status_prints_the_recorded_table(self):
        for moment in MOMENTS:
            with self.subTest(moment):
                self.assertEqual(recorded(moment).load(PLUGIN).command("osd status"), (0, asset(moment, "osd_status.txt"), ""))

    def test_fs_status_in_json_is_the_recorded_object(self):
        for moment in MOMENTS:
            for format in ("json", "json-pretty"):
                with self.subTest(moment, format=format):
                    answer = recorded(moment, json_moment=True).load(PLUGIN).command("fs status", format=format)
                    self.assertEqual(json.loads(answer.stdout), asset(moment, "fs_status.json"))

    def test_json_pretty_is_laid_out_as_recorded(self):
        answer = recorded("healthy", json_moment=True).load(PLUGIN).command("fs status", format="json-pretty")
        with open(os.path.join(HERE, "assets", "healthy", "fs_status.json")) as f:
            self.assertEqual(answer.stdout, f.read().strip())


class Behaviour(unittest.TestCase):

    def setUp(self):
        self.cluster = recorded("healthy")

    def run_command(self, prefix, **arguments):
        return self.cluster.load(PLUGIN).command(prefix, **arguments)

    def fs_map(self):
        return self.cluster.document("fs_map")

    def test_a_file_system_that_is_not_there_is_an_error(self):
        self.assertEqual(self.run_command("fs status", fs="nope"), (-22, "", "Invalid filesystem: nope"))

    def test_a_bucket_that_is_not_there_is_an_error(self):
        self.assertEqual(self.run_command("osd status", bucket="nope"), (-2, "", "Bucket 'nope' not found"))

    def test_a_bucket_pattern_chooses_the_osds_below_it_at_any_depth(self):
        for pattern in ("vm", "def*"):
            answer = self.run_command("osd status", bucket=pattern)
            self.assertEqual(len(answer.stdout.splitlines()), 4, pattern)

    def test_osd_status_in_json_has_the_numbers_of_the_table(self):
        osds = json.loads(self.run_command("osd status", format="json").stdout)["OSDs"]
        self.assertEqual([osd["write ops rate"] for osd in osds], [207, 18, 25])
        self.assertEqual(osds[0]["state"], ["exists", "up"])

    def test_a_failed_rank_is_shown_without_numbers(self):
        self.fs_map()["filesystems"][0]["mdsmap"]["up"] = {}
        lines = self.run_command("fs status").stdout.splitlines()
        self.assertEqual(lines[0], "cephfs - 0 clients")
        self.assertEqual(lines[3].split(), ["0", "failed"])

    def test_a_laggy_rank_is_yellow_and_has_no_request_rate(self):
        self.fs_map()["filesystems"][0]["mdsmap"]["info"]["gid_4192"]["laggy_since"] = "2026-11-22"
        line = self.run_command("fs status").stdout.splitlines()[3]
        self.assertIn("\033[1;33mactive(laggy)\033[0m", line)
        self.assertNotIn("Reqs", line)

    def test_a_standby_replay_daemon_is_shown_with_its_event_rate(self):
        info = self.fs_map()["filesystems"][0]["mdsmap"]["info"]
        info["gid_9"] = dict(info["gid_4192"], name="r", state="up:standby-replay", gid=9)
        self.cluster.counters["mds", "r", "mds_log.replayed"] = series(12)
        self.cluster.metadata["mds", "r"] = {"ceph_version": VERSION}
        line = self.run_command("fs status").stdout.splitlines()[4]
        self.assertEqual(line.split()[:6], ["0-s", "standby-replay", "r", "Evts:", "12", "/s"])

    def test_daemons_of_different_versions_are_listed_by_version(self):
        self.cluster.metadata["mds", "m"] = {"ceph_version": "ceph version 17"}
        lines = self.run_command("fs status").stdout.splitlines()
        self.assertEqual(lines[-3].split(), ["VERSION", "DAEMONS"])
        self.assertEqual(lines[-1].split(), ["ceph", "version", "17", "m"])
        answer = json.loads(self.run_command("fs status", format="json").stdout)
        self.assertEqual(answer["mds_version"][1], {"version": "ceph version 17", "daemons": ["m"]})

    def test_a_cluster_without_standby_daemons_has_no_standby_table(self):
        self.fs_map()["standbys"] = []
        self.assertNotIn("STANDBY", self.run_command("fs status").stdout)

    def test_a_counter_that_started_again_counts_as_nothing(self):
        self.cluster.counters["osd", "0", "osd.op_w"] = [[100.0, 5000], [105.0, 10]]
        self.assertEqual(json.loads(self.run_command("osd status", format="json").stdout)["OSDs"][0]["write ops rate"], 0)

    def test_the_plugin_calls_nothing_that_its_manifest_does_not_name(self):
        self.run_command("fs status")
        self.run_command("osd status", bucket="vm")
        with open(os.path.join(PLUGIN, "plugin.json")) as f:
            allowed = json.load(f)["capabilities"]
        self.assertEqual(set(allowed), {"documents"})
        self.assertLessEqual(set(self.cluster.calls), {"get", "get_counter", "get_metadata"})
        self.assertEqual(set(self.cluster.documents_read) | {"counters", "metadata"}, set(allowed["documents"]))


if __name__ == "__main__":
    unittest.main()
