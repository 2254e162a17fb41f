"""Modules written for ceph-mgr, with their own mgr_module beside them: those of 16.2.15 as installed, and Kraken's kind."""

import json
import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from fake_host import CallFailed, FakeCluster, Plugins, RunnerProcess  # noqa: E402

CEPH = "/usr/share/ceph/mgr"
PYTHON = "/usr/bin/python3"
HERE = os.path.dirname(os.path.abspath(__file__))
FSSTATUS_TESTS = os.path.join(HERE, "..", "..", "..", "plugins", "fsstatus", "tests")

# module: (commands, options of its own, notify types); what the real 16.2.15 declares
LOADS = {
    "alerts": (1, 9, []), "balancer": (16, 14, []), "crash": (10, 2, []), "devicehealth": (8, 8, ["osd_map"]),
    "influx": (3, 10, []), "insights": (2, 0, ["health"]), "iostat": (1, 0, []), "localpool": (0, 6, ["osd_map"]),
    "nfs": (16, 0, []), "orchestrator": (50, 1, []), "osd_support": (0, 0, []), "pg_autoscaler": (4, 2, []),
    "progress": (5, 3, []), "prometheus": (3, 9, []), "restful": (5, 4, ["command"]), "selftest": (12, 11, []),
    "stats": (1, 0, ["command", "fs_map"]), "status": (2, 0, []), "telegraf": (3, 2, []), "telemetry": (7, 14, []),
    "test_orchestrator": (1, 0, []), "zabbix": (4, 6, []),
}
# these reach for a librados handle while they are constructed
NEED_RADOS = {"mirroring": "snapshot_mirror.py", "rbd_support": "mirror_snapshot_schedule.py", "volumes": "volume.py"}


def installed(test):
    if not os.path.exists(os.path.join(CEPH, "mgr_module.py")):
        test.skipTest("the manager modules of Ceph 16.2 are not installed (Debian: ceph-mgr-modules-core)")
    if not os.path.exists(PYTHON):
        test.skipTest("there is no %s" % PYTHON)


class Installed(unittest.TestCase):
    """The modules in /usr/share/ceph/mgr under Debian's own Python, unmodified."""

    def setUp(self):
        installed(self)

    def run_module(self, name, cluster=None, **changes):
        runner = RunnerProcess(os.path.join(CEPH, name), cluster=cluster, python=PYTHON)
        self.addCleanup(runner.close)
        self.declared = runner.initialize(documents="private", **changes)
        runner.call("start")
        return runner

    def test_every_module_is_accounted_for(self):
        folders = {name for name in os.listdir(CEPH) if os.path.isdir(os.path.join(CEPH, name)) and name != "__pycache__"}
        self.assertEqual(folders, set(LOADS) | set(NEED_RADOS) | {"snap_schedule", "osd_perf_query"})

    def test_the_modules_load_with_their_commands_options_and_notify_types(self):
        for name, expected in LOADS.items():
            with self.subTest(name), RunnerProcess(os.path.join(CEPH, name), python=PYTHON) as runner:
                declared = runner.initialize(documents="private")
                self.assertEqual((len(declared["commands"]), len(declared["options"]) - 4, declared["notify_types"]), expected)
                if name == "influx":
                    self.assertEqual((declared["can_run"], declared["can_run_reason"]), (False, "influxdb python module not found"))
                else:
                    self.assertEqual((declared["can_run"], declared["can_run_reason"]), (True, ""))

    def test_modules_that_need_librados_say_so(self):
        for name, file in NEED_RADOS.items():
            with self.subTest(name), RunnerProcess(os.path.join(CEPH, name), python=PYTHON) as runner:
                with self.assertRaisesRegex(CallFailed, "librados handle of the manager exists only inside ceph-mgr") as caught:
                    runner.initialize(documents="private")
                self.assertTrue(caught.exception.data["file"].endswith(file), caught.exception.data["file"])

    def test_snap_schedule_needs_a_file_system_map(self):
        with RunnerProcess(os.path.join(CEPH, "snap_schedule"), python=PYTHON) as runner:
            with self.assertRaises(CallFailed) as caught:
                runner.initialize(documents="private")
            self.assertTrue(caught.exception.data["file"].endswith("schedule_client.py"))
        cluster = FakeCluster(documents={"fs_map": {"filesystems": [], "standbys": []}})
        with RunnerProcess(os.path.join(CEPH, "snap_schedule"), cluster=cluster, python=PYTHON) as runner:
            self.assertEqual(len(runner.initialize(documents="private")["commands"]), 8)

    def test_an_empty_folder_is_not_a_module(self):
        with RunnerProcess(os.path.join(CEPH, "osd_perf_query"), python=PYTHON) as runner:
            with self.assertRaisesRegex(CallFailed, "there is no module.py"):
                runner.initialize(documents="private")

    def test_ceph_s_status_prints_the_recorded_tables(self):
        sys.path.insert(0, FSSTATUS_TESTS)
        self.addCleanup(sys.path.remove, FSSTATUS_TESTS)
        import test_fsstatus
        for moment in test_fsstatus.MOMENTS:
            with self.subTest(moment):
                runner = self.run_module("status", test_fsstatus.recorded(moment))
                # ceph-mgr leaves out empty lines and ends the last one; that is its host's doing, not the module's
                for command in ("fs status", "osd status"):
                    lines = [line for line in runner.command(command)["stdout"].split("\n") if line]
                    self.assertEqual("\n".join(lines) + "\n",
                                     test_fsstatus.asset(moment, command.replace(" ", "_") + ".txt"))

    def test_crash_keeps_and_shows_a_report(self):
        cluster = FakeCluster()
        runner = self.run_module("crash", cluster)
        report = {"crash_id": "2026-11-22T00:00:00.000000Z_1", "timestamp": "2026-11-22T00:00:00.000000Z", "entity_name": "osd.0"}
        self.assertEqual(runner.command("crash stat")["stdout"].strip(), "0 crashes recorded")
        self.assertEqual(runner.command("crash post", inbuf=json.dumps(report))["retval"], 0)
        self.assertIn("osd.0", runner.command("crash ls")["stdout"])
        self.assertEqual(list(cluster.store), ["crash/" + report["crash_id"]])
        self.assertEqual(json.loads(runner.command("crash info", id=report["crash_id"])["stdout"])["entity_name"], "osd.0")

    def test_selftest_passes(self):
        cluster = FakeCluster(documents={name: {} for name in (
            "osd_map_crush", "osd_map_tree", "osdmap_crush_map_text", "config", "osd_metadata", "pg_summary", "pg_status",
            "pg_dump", "pg_ready", "pg_stats", "pool_stats", "df", "osd_stats", "osd_ping_times", "health", "mon_status", "mgr_ips", "io_rate",
            "devices", "fs_map", "mon_map", "service_map")})
        cluster.set_document("osd_map", {"epoch": 1, "crush_version": 1, "pools": [], "osds": [{"osd": 0}]})
        cluster.option_types = {"telemetry:interval": "int", "telemetry:leaderboard": "bool"}
        cluster.set_document("mgr_map", {"modules": [], "available_modules": []})
        runner = self.run_module("selftest", cluster)
        answer = runner.command("mgr self-test run")
        self.assertEqual((answer["retval"], answer["stderr"]), (0, "Self-test succeeded"), answer["stderr"])
        answer = runner.command("mgr self-test python-version")
        self.assertEqual((answer["retval"], answer["stdout"][:2]), (0, "3."))
        answer = runner.command("mgr self-test health set", checks='{"T": {"severity": "warning", "summary": "s", "detail": []}}')
        self.assertEqual((answer["retval"], list(cluster.health)), (0, ["T"]))

    def test_counters_of_all_daemons_come_in_one_call(self):
        cluster = FakeCluster()
        cluster.all_counters = {"osd.0": {"service": {"type": "osd", "id": "0"},
                                          "counters": {"osd.op_w": {"priority": 5, "value": 3, "type": 10}}}}
        plugins = Plugins(self)
        os.symlink(os.path.join(CEPH, "mgr_module.py"), os.path.join(plugins.root, "mgr_module.py"))
        os.symlink(os.path.join(CEPH, "mgr_util.py"), os.path.join(plugins.root, "mgr_util.py"))
        folder = plugins.write("probe", {"__init__.py": "from .module import Module\n", "module.py": '''
from mgr_module import MgrModule, __file__ as where
class Module(MgrModule):
    COMMANDS = [{"cmd": "probe", "desc": "", "perm": "r"}]
    def handle_command(self, inbuf, cmd):
        return 0, repr(self.get_all_perf_counters()["osd.0"]["osd.op_w"]["value"]), where
'''})
        with RunnerProcess(folder, cluster=cluster, python=PYTHON) as runner:
            runner.initialize()
            answer = runner.command("probe")
            self.assertEqual(answer, {"retval": 0, "stdout": "3", "stderr": os.path.join(plugins.root, "mgr_module.py")})
        self.assertEqual(cluster.calls.count("get_counters"), 1)

    def test_log_lines_of_ceph_s_own_handlers_arrive_once(self):
        runner = self.run_module("status", FakeCluster(), options={"log_level": "debug"})
        runner.command("fs status")
        line = runner.log_line("handle_command")
        self.assertEqual((line["level"], line["message"]), ("error", "handle_command"))
        runner.command("osd status")
        runner.call("shutdown", {"deadline_ms": 1000})
        runner.wait_exit()
        lines = [line["message"] for m in runner.messages for line in m["params"].get("lines", ())]
        self.assertEqual(lines.count("handle_command"), 2)

    def test_a_python_without_ceph_s_packages_loads_ceph_s_mgr_module_with_stand_ins(self):
        plugins = Plugins(self)
        os.symlink(os.path.join(CEPH, "mgr_module.py"), os.path.join(plugins.root, "mgr_module.py"))
        folder = plugins.write("probe", {"__init__.py": "from .module import Module\n", "module.py": '''
from typing import List
import cephfs, rados, rbd
from mgr_module import CLIReadCommand, MgrModule
class Module(MgrModule):
    @CLIReadCommand("probe")
    def probe(self, names: List[str], count: int = 2) -> tuple:
        try:
            raise rados.ObjectNotFound("x")
        except rados.ObjectNotFound:
            pass
        try:
            rados.Rados(conffile="x")
        except RuntimeError as e:
            return 0, rados.__file__, str(e)
'''})
        bare = ["-S"] if sys.executable == PYTHON else []  # without site-packages nothing of Ceph's is there
        with RunnerProcess(folder, python=sys.executable, flags=bare) as runner:
            self.assertEqual([c["cmd"] for c in runner.initialize()["commands"]],
                             ["probe name=names,n=N,type=CephString name=count,req=false,type=CephInt"])
            answer = runner.command("probe", names=["a"])
            self.assertTrue(answer["stdout"].endswith("standins/rados.py"), answer)
            self.assertIn("needs the Python package 'rados', which is not installed", answer["stderr"])


KRAKEN_MGR_MODULE = '''
import logging
import ceph_state

class Handler(logging.Handler):
    def __init__(self, handle):
        logging.Handler.__init__(self)
        self.owner = handle
    def emit(self, record):
        ceph_state.log(self.owner, 4, self.format(record))

class MgrModule(object):
    COMMANDS = []
    def __init__(self, handle):
        self._handle = handle
        self.log = logging.getLogger(handle)
        self.log.addHandler(Handler(handle))
    def get(self, name):
        return ceph_state.get(self._handle, name)
    def send_command(self, result, command, tag):
        ceph_state.send_command(self._handle, result, command, tag)
    def serve(self):
        pass
'''

KRAKEN_MODULE = '''
import json, threading
import ceph_logger, ceph_state
from mgr_module import MgrModule

class Result(object):
    def __init__(self):
        self.done = threading.Event()
    def complete(self, r, outb, outs):
        self.answer = r, outb, outs, threading.current_thread().name
        self.done.set()

class Module(MgrModule):
    COMMANDS = [{"cmd": "old go", "desc": "Go", "perm": "r"}]
    def handle_command(self, cmd):
        self.log.warning("through logging")
        ceph_logger.write("through ceph_logger\\n")
        result = Result()
        self.send_command(result, json.dumps({"prefix": "osd tree"}), "t")
        result.done.wait(10)
        ceph_state.set_config(self._handle, "k", "v")
        return 0, repr((self.get("osd_map"), ceph_state.get_config(self._handle, "k"), ceph_state.get_server(self._handle, None),
                        ceph_state.get_counter(self._handle, "osd", "0", "p"))), repr(result.answer)
'''


class Kraken(unittest.TestCase):
    """A plugin with Kraken's kind of mgr_module beside it, over `ceph_state`."""

    def test_it_runs_on_its_own_mgr_module(self):
        cluster = FakeCluster(documents={"osd_map": {"epoch": 1}}, counters={("osd", "0", "p"): [[1.0, 2]]})
        cluster.commands["osd tree"] = (0, "tree", "fine")
        plugins = Plugins(self)
        folder = plugins.write("old", {"__init__.py": "from .module import *\n", "module.py": KRAKEN_MODULE})
        plugins.write("", {"mgr_module.py": KRAKEN_MGR_MODULE})
        with RunnerProcess(folder, cluster=cluster) as runner:
            declared = runner.initialize()
            self.assertEqual([c["cmd"] for c in declared["commands"]], ["old go"])
            self.assertFalse(declared["serve"])
            answer = runner.command("old go")
            self.assertEqual(answer["retval"], 0, answer)
            self.assertEqual(answer["stdout"], "({'epoch': 1}, 'v', [], {'p': [[1.0, 2]]})")
            self.assertEqual(answer["stderr"], "(0, 'tree', 'fine', 'mgr.complete')")
            self.assertEqual(runner.log_line("through ceph_logger")["name"], "mgr[py]")
            self.assertEqual(runner.log_line("through logging")["level"], "warning")
            lines = [line["message"] for m in runner.messages for line in m["params"].get("lines", ())]
            self.assertEqual(lines.count("through logging"), 1)

    def test_a_package_without_a_mgr_module_beside_it_uses_ours(self):
        folder = Plugins(self).write("pack", {
            "__init__.py": "from .module import Custom\n",
            "module.py": "import mgr_module\nfrom mgr_module import MgrModule\nclass Custom(MgrModule):\n"
                         "    COMMANDS = [{'cmd': 'where', 'desc': '', 'perm': 'r'}]\n"
                         "    def handle_command(self, inbuf, cmd):\n        return 0, mgr_module.__file__, ''\n"})
        with RunnerProcess(folder) as runner:
            runner.initialize()
            self.assertTrue(runner.command("where")["stdout"].endswith("plugin-sdk/python/mgr_module.py"))


if __name__ == "__main__":
    unittest.main()
