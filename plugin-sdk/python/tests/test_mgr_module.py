"""What module code sees: mgr_module and object_format, with the surfaces of 16.2, 18.2, 20.2 and Kraken."""

import json
import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from fake_host import FakeCluster, Plugins  # noqa: E402
from mgrp_runtime.errors import HostError, NoClusterAccess  # noqa: E402

OSD_MAP = {
    "epoch": 30, "crush_version": 7, "require_osd_release": "pacific",
    "osds": [{"osd": 0, "weight": 1.0, "in": 1}, {"osd": 1, "weight": 1.0, "in": 1}],
    "pools": [{"pool": 1, "pool_name": "rbd", "type": 1, "size": 3, "crush_rule": 0},
              {"pool": 2, "pool_name": "ec", "type": 3, "size": 5, "crush_rule": 1, "erasure_code_profile": "p"}],
    "erasure_code_profiles": {"p": {"k": "4", "m": "2"}},
}
CRUSH = {
    "devices": [{"id": 0, "name": "osd.0", "class": "ssd"}, {"id": 1, "name": "osd.1"}],
    "buckets": [{"id": -1, "name": "default", "weight": 131072, "items": [{"id": -2, "weight": 131072}]},
                {"id": -2, "name": "vm", "weight": 131072, "items": [{"id": 0, "weight": 98304}, {"id": 1, "weight": 32768}]}],
    "rules": [{"rule_id": 0, "rule_name": "replicated", "steps": [{"op": "take", "item": -1}, {"op": "emit"}]},
              {"rule_id": 1, "rule_name": "ec", "steps": [{"op": "take", "item": -2}, {"op": "emit"}]}],
    "choose_args": {},
}


class ModuleTest(unittest.TestCase):

    def load(self, files, cluster=None, name="mod"):
        self.cluster = cluster or FakeCluster()
        self.addCleanup(setattr, sys, "path", list(sys.path))
        self.addCleanup(setattr, sys, "path_hooks", list(sys.path_hooks))
        from mgr_module import CLICommand
        CLICommand.COMMANDS.clear()
        return self.cluster.load(Plugins(self).write(name, files))

    def bare(self, cluster=None, body=""):
        return self.load("from mgr_module import *\nfrom mgr_module import MgrModule, Option\nclass Module(MgrModule):\n"
                         "    MODULE_OPTIONS = [Option('size', type='size', default=1), Option('on', type='bool', default=True),\n"
                         "                      Option('wait', type='secs', default=10), dict(name='old', default=3)]\n"
                         + body, cluster).module


class CommandStyles(ModuleTest):

    def commands(self, loaded):
        return [command["cmd"] for command in loaded.declarations["commands"]]

    def test_hints_become_ceph_s_argument_declarations(self):
        loaded = self.load('''
import enum
from typing import List, Literal, Optional, Sequence, Tuple
from mgr_module import CLICommand, MgrModule
class Colour(enum.Enum):
    red = "r"
    blue = "b"
class Module(MgrModule):
    @CLICommand("all", perm="rw", poll=True)
    def all(self, a: str, b: int, c: float, d: bool, e: Colour, f: Literal["x", "y"], g: List[int], h: Sequence[str] = (),
            i: Optional[int] = None, j: str = "z", *, format: str = "plain"):
        "Help"
        return 0, repr((a, b, c, d, e, f, g, h, i, j, format)), ""
''')
        self.assertEqual(loaded.declarations["commands"], [{
            "cmd": "all name=a,type=CephString name=b,type=CephInt name=c,type=CephFloat name=d,type=CephBool "
                   "name=e,strings=r|b,type=CephChoices name=f,strings=x|y,type=CephChoices name=g,n=N,type=CephInt "
                   "name=h,req=false,n=N,type=CephString name=i,req=false,type=CephInt name=j,req=false,type=CephString",
            "desc": "Help", "perm": "rw", "poll": True}])
        answer = loaded.command("all", a="s", b="1", c=2, d="false", e="b", f="y", g=["1", 2], format="json")
        self.assertEqual(answer.stdout, "('s', 1, 2.0, False, <Colour.blue: 'b'>, 'y', [1, 2], (), None, 'z', 'json')")
        self.assertEqual(loaded.command("all", a="s", b=1, c=1, d=True, e="green", f="x", g=[]),
                         (-22, "", "e: 'green' is not one of r, b"))

    def test_an_argument_without_a_hint_is_refused_at_load_with_advice(self):
        with self.assertRaisesRegex(TypeError, "'person' of Module.hi has no type hint; write for example 'person: str'"):
            self.load("from mgr_module import *\nclass Module(MgrModule):\n    @CLIReadCommand('hi')\n    def hi(self, person): pass\n")

    def test_postponed_annotations_are_resolved(self):
        loaded = self.load('''
from __future__ import annotations
from typing import Optional
from mgr_module import CLIReadCommand, MgrModule
class Module(MgrModule):
    @CLIReadCommand("hi")
    def hi(self, count: Optional[int] = None) -> tuple[int, str, str]:
        return 0, str(count), ""
''')
        self.assertEqual(self.commands(loaded), ["hi name=count,req=false,type=CephInt"])
        self.assertEqual(loaded.command("hi", count="4").stdout, "4")

    def test_a_registry_of_its_own_works_beside_the_common_one(self):
        loaded = self.load({"cli.py": "from mgr_module import CLICommandBase\n"
                                      "XCLICommand = CLICommandBase.make_registry_subtype('XCLICommand')\n",
                            "module.py": '''
from mgr_module import CLIReadCommand, MgrModule
from .cli import XCLICommand
class Module(MgrModule):
    CLICommand = XCLICommand
    @XCLICommand.Read("x read", poll=True)
    def read(self):
        return 0, "read", ""
    @XCLICommand.Write("x write")
    def write(self):
        return 0, "written", ""
    @XCLICommand("x both")
    def both(self):
        return 0, "both", ""
    @CLIReadCommand("x old")
    def old(self):
        return 0, "old", ""
'''})
        self.assertEqual([(c["cmd"], c["perm"], c["poll"]) for c in loaded.declarations["commands"]],
                         [("x read", "r", True), ("x write", "w", False), ("x both", "rw", False), ("x old", "r", False)])
        self.assertEqual([loaded.command(p).stdout for p in ("x read", "x write", "x both", "x old")],
                         ["read", "written", "both", "old"])

    def test_a_plain_list_with_handle_command_works(self):
        loaded = self.load('''
from mgr_module import MgrModule
class Module(MgrModule):
    COMMANDS = [{"cmd": "fs x name=fs,type=CephString,req=false", "desc": "d", "perm": "r", "poll": "true"}]
    def handle_command(self, inbuf, cmd):
        return 0, cmd["prefix"] + inbuf + cmd.get("fs", ""), ""
''')
        self.assertTrue(loaded.declarations["commands"][0]["poll"])
        self.assertEqual(loaded.command("fs x", inbuf="<", fs="a").stdout, "fs x<a")

    def test_kraken_s_one_argument_forms_work(self):
        loaded = self.load('''
from mgr_module import MgrModule
class Module(MgrModule):
    COMMANDS = [{"cmd": "k", "desc": "d", "perm": "r"}]
    def __init__(self, handle):
        super(Module, self).__init__(handle)
    def handle_command(self, cmd):
        self.set_config_json("k", {"a": 1})
        return 0, str(self.get_config_json("k")["a"]), self.get_config("k")
    def notify(self, kind, what):
        pass
''')
        self.assertEqual(loaded.command("k"), (0, "1", '{"a": 1}'))
        declared = loaded.declarations
        self.assertIn("clog", declared["notify_types"])
        self.assertIn("NOTIFY_TYPES", declared["warnings"][0])

    def test_input_files_are_passed_and_checked(self):
        loaded = self.load('''
from mgr_module import CLICheckNonemptyFileInput, CLIWriteCommand, CLIReadCommand, MgrModule
class Module(MgrModule):
    @CLIWriteCommand("take")
    @CLICheckNonemptyFileInput(desc="certificate")
    def take(self, inbuf: str, name: str = "n"):
        return 0, name + inbuf, ""
    @CLIWriteCommand("must")
    def must(self, inbuf: str):
        return 0, inbuf, ""
    @CLIReadCommand("none")
    def none(self):
        return 0, "", ""
''')
        self.assertEqual(self.commands(loaded)[0], "take name=name,req=false,type=CephString")
        self.assertEqual(loaded.command("take", inbuf="text\n").stdout, "ntext")
        self.assertIn("give the file with the certificate as -i", loaded.command("take").stderr)
        self.assertIn("it should hold the certificate", loaded.command("take", inbuf=" \n").stderr)
        self.assertEqual(loaded.command("must"), (-22, "", "'must' needs an input file: -i FILE"))
        self.assertEqual(loaded.command("none", inbuf="x"), (-22, "", "'none' takes no input file (-i)"))

    def test_responder_answers_objects_in_the_caller_s_format(self):
        loaded = self.load('''
from typing import List
from mgr_module import CLIReadCommand, CLIWriteCommand, MgrModule
from object_format import EmptyResponder, ErrorResponse, ErrorResponseHandler, Responder
class Thing:
    def to_simplified(self):
        return {"name": "t"}
class Module(MgrModule):
    @CLIReadCommand("ls")
    @Responder()
    def ls(self, count: int = 1) -> List[str]:
        if count > 5:
            raise ErrorResponse("too many", -7)
        if count < 0:
            raise ErrorResponse.wrap(FileNotFoundError(2, "nothing there"))
        return [Thing()] * 0 if count == 0 else Thing()
    @CLIWriteCommand("rm")
    @EmptyResponder()
    def rm(self, name: str) -> None:
        if name == "x":
            raise ErrorResponse("no x")
    @CLIReadCommand("raw")
    @ErrorResponseHandler()
    def raw(self):
        raise ErrorResponse("raw error", -5)
''')
        self.assertEqual(self.commands(loaded), ["ls name=count,req=false,type=CephInt", "rm name=name,type=CephString", "raw"])
        self.assertEqual(loaded.command("ls"), (0, '{"name": "t"}', ""))
        self.assertEqual(loaded.command("ls", format="json-pretty").stdout, '{\n  "name": "t"\n}')
        self.assertEqual(loaded.command("ls", format="xml"), (-22, "", "Unsupported format: xml"))
        self.assertEqual(loaded.command("ls", count=9), (-7, "", "too many"))
        self.assertEqual(loaded.command("ls", count=-1)[0], -2)
        self.assertEqual(loaded.command("rm", name="y"), (0, "", ""))
        self.assertEqual(loaded.command("rm", name="x"), (-22, "", "no x"))
        self.assertEqual(loaded.command("raw"), (-5, "", "raw error"))

    def test_commands_that_need_the_database_say_that_it_is_not_there(self):
        loaded = self.load('''
from mgr_module import CLIReadCommand, CLIRequiresDB, MgrModule
class Module(MgrModule):
    @CLIReadCommand("q")
    @CLIRequiresDB
    def q(self, table: str):
        return 0, "", ""
''')
        self.assertEqual(self.commands(loaded), ["q name=table,type=CephString"])
        self.assertEqual(loaded.command("q", table="t")[0], -11)


class OptionsAndStore(ModuleTest):

    def test_options_have_their_declared_types_and_defaults(self):
        cluster = FakeCluster(options={"size": "4K", "on": "false", "x/on": "yes", "wait": "2m"})
        module = self.bare(cluster)
        get = module.get_module_option
        self.assertEqual((get("size"), get("on"), get("wait"), get("old")), (4096, False, 120, "3"))
        self.assertEqual(module.get_localized_module_option("on"), True)
        self.assertEqual(module.get_localized_module_option("size"), 4096)
        self.assertEqual(get("log_level"), "")

    def test_an_undeclared_option_is_an_error_that_says_what_to_do(self):
        for call in (self.bare().get_module_option, lambda key: self.bare().set_module_option(key, 1)):
            with self.assertRaisesRegex(RuntimeError, "add it to Module.MODULE_OPTIONS"):
                call("nope")

    def test_options_are_written_and_removed(self):
        module = self.bare()
        module.set_module_option("on", False)
        self.assertEqual((module.get_module_option("on"), self.cluster.options["on"]), (False, "false"))
        module.set_localized_module_option("size", "2K")
        self.assertEqual(self.cluster.options["x/size"], "2K")
        self.assertEqual(module.get_localized_module_option("size"), 2048)
        module.set_module_option("on", None)
        self.assertEqual(module.get_module_option("on"), True)

    def test_other_modules_options_go_through_the_host(self):
        module = self.bare(FakeCluster(options={"dashboard:port": "8443"}))
        self.assertEqual(module.get_module_option_ex("dashboard", "port"), "8443")
        self.cluster.option_types["dashboard:port"] = "int"
        self.assertEqual(module.get_module_option_ex("dashboard", "port"), 8443)
        self.assertEqual(module.get_module_option_ex("dashboard", "nope", "d"), "d")

    def test_two_modules_do_not_share_their_options(self):
        first = self.bare()
        second = self.load("from mgr_module import MgrModule\nclass Module(MgrModule):\n    pass\n").module
        self.assertNotIn("size", [option["name"] for option in second.MODULE_OPTIONS])
        self.assertEqual(len(second.MODULE_OPTIONS), 4)
        self.assertIsNotNone(first)

    def test_the_store_keeps_text_by_key_and_prefix(self):
        module = self.bare(FakeCluster(store={"a/1": "x", "a/2": "y", "b": "z", "x/b": "here"}))
        self.assertEqual(module.get_store_prefix("a/"), {"a/1": "x", "a/2": "y"})
        self.assertEqual((module.get_store("b"), module.get_localized_store("b"), module.get_store("c", "d")), ("z", "here", "d"))
        module.set_store("b", None)
        self.assertIsNone(module.get_store("b"))
        with self.assertRaisesRegex(TypeError, "the store keeps text"):
            module.set_store("b", 5)


class ClusterState(ModuleTest):

    def test_counters_have_ceph_s_shapes(self):
        module = self.bare(FakeCluster(counters={("osd", "0", "osd.op"): [[1.5, 10], [6.5, 20]],
                                                 ("osd", "0", "osd.lat"): [[1.5, 100, 7]]}))
        self.assertEqual(module.get_counter("osd", "0", "osd.op"), {"osd.op": [[1.5, 10], [6.5, 20]]})
        self.assertEqual(module.get_latest_counter("osd", 0, "osd.op"), {"osd.op": (6.5, 20)})
        self.assertEqual((module.get_latest("osd", "0", "osd.op"), module.get_latest("osd", "9", "osd.op")), (20, 0))
        self.assertEqual((module.get_latest_avg("osd", "0", "osd.lat"), module.get_latest_avg("osd", "9", "x")), ((100, 7), (0, 0)))

    def test_all_counters_come_in_one_call(self):
        cluster = FakeCluster()
        cluster.all_counters = {
            "osd.0": {"service": {"type": "osd", "id": "0"}, "counters": {"osd.op": {"priority": 5, "value": 1},
                                                                          "osd.rare": {"priority": 2, "value": 1}}},
            "client.x": {"service": {"type": "client", "id": "x"}, "counters": {}}}
        module = self.bare(cluster)
        self.assertEqual(module.get_all_perf_counters(), {"osd.0": {"osd.op": {"priority": 5, "value": 1}}})
        self.assertEqual(self.cluster.calls.count("get_counters"), 1)

    def test_metadata_servers_and_documents(self):
        cluster = FakeCluster(metadata={("osd", "0"): {"hostname": "vm"}}, documents={"mgr_ips": {"ips": ["10.0.0.1"]}},
                              servers=[{"hostname": "vm", "services": [{"type": "osd", "id": "0"}], "ceph_version": "c"}])
        module = self.bare(cluster)
        self.assertEqual(module.get_metadata("osd", "0"), {"hostname": "vm"})
        self.assertEqual((module.get_metadata("osd", "1"), module.get_metadata("osd", "1", {})), (None, {}))
        self.assertEqual(module.list_servers()[0]["hostname"], "vm")
        self.assertEqual(module.get_server("vm")["ceph_version"], "c")
        self.assertEqual(module.get_server("none"), {"hostname": "none", "services": [], "ceph_version": ""})
        self.assertEqual((module.get_mgr_ip(), module.get("no such")), ("10.0.0.1", None))

    def test_identity(self):
        module = self.bare()
        self.assertEqual((module.get_mgr_id(), module.release_name), ("x", "pacific"))
        self.assertTrue(module.version.startswith("ceph version 16.2.15"))
        self.assertEqual(module.lookup_release_name(20), "tentacle")

    def test_the_osd_map_answers_what_is_data(self):
        module = self.bare(FakeCluster(documents={"osd_map": OSD_MAP, "osd_map_crush": CRUSH}))
        osdmap = module.get_osdmap()
        self.assertEqual((osdmap.get_epoch(), osdmap.get_crush_version(), osdmap.get_require_osd_release()), (30, 7, "pacific"))
        self.assertEqual(set(osdmap.get_pools()), {1, 2})
        self.assertEqual(set(osdmap.get_pools_by_name()), {"rbd", "ec"})
        self.assertEqual((osdmap.pool_raw_used_rate(1), osdmap.pool_raw_used_rate(2)), (3.0, 1.5))
        self.assertEqual((osdmap.get_pools_by_take(-1), osdmap.get_pools_by_take(-2)), ([1], [2]))
        self.assertEqual(osdmap.get_ec_profile("p"), {"k": "4", "m": "2"})

    def test_the_crush_map_answers_what_is_data(self):
        crush = self.bare(FakeCluster(documents={"osd_map": OSD_MAP, "osd_map_crush": CRUSH})).get_osdmap().get_crush()
        self.assertEqual((crush.get_item_name(-2), crush.get_item_name(1), crush.get_item_name(9)), ("vm", "osd.1", None))
        self.assertEqual((crush.get_item_weight(0), crush.get_item_weight(-1), crush.get_item_weight(9)), (1.5, 2.0, None))
        self.assertEqual((crush.find_takes(), crush.find_roots()), ([-2, -1], [-1]))
        self.assertEqual(crush.get_take_weight_osd_map(-1), {0: 0.75, 1: 0.25})
        self.assertEqual((crush.get_osds_under(-1), crush.get_rule_root("ec")), ([0, 1], -2))
        self.assertEqual(crush.device_class_counts(), {"ssd": 1, None: 1})

    def test_reweights_are_applied_to_a_new_map(self):
        osdmap = self.bare(FakeCluster(documents={"osd_map": OSD_MAP, "osd_map_crush": CRUSH})).get_osdmap()
        change = osdmap.new_incremental()
        change.set_osd_reweights({1: 0.5})
        new = osdmap.apply_incremental(change)
        self.assertEqual((new.get_epoch(), new.dump()["osds"][1]["weight"]), (31, 0.5))
        self.assertEqual(osdmap.dump()["osds"][1]["weight"], 1.0)
        self.assertEqual(change.dump()["new_weight"], [{"osd": 1, "weight": 0.5}])

    def test_what_needs_placement_arithmetic_says_so(self):
        osdmap = self.bare(FakeCluster(documents={"osd_map": OSD_MAP, "osd_map_crush": CRUSH})).get_osdmap()
        for call in (lambda: osdmap.map_pool_pgs_up(1), lambda: osdmap.pg_to_up_acting_osds(1, 0),
                     lambda: osdmap.calc_pg_upmaps(osdmap.new_incremental(), 5)):
            with self.assertRaisesRegex(NotImplementedError, "needs CRUSH placement arithmetic"):
                call()

    def test_what_only_ceph_mgr_has_says_so(self):
        module = self.bare()
        for call in (lambda: module.rados, lambda: module.add_osd_perf_query({}), lambda: module.get_mds_perf_counters(1)):
            with self.assertRaisesRegex(NoClusterAccess, "only inside ceph-mgr"):
                call()


class Acting(ModuleTest):

    def test_health_progress_log_and_uri_reach_the_host(self):
        module = self.bare()
        module.set_health_checks({"X": {"severity": "warning", "summary": "s", "count": 2, "detail": ("a", 1)}})
        self.assertEqual(self.cluster.health, {"X": {"severity": "warning", "summary": "s", "count": 2, "detail": ["a", "1"]}})
        module.update_progress_event("e", "moving", 0.5, True)
        self.assertEqual(self.cluster.progress, {"e": {"message": "moving", "fraction": 0.5, "add_to_ceph_s": True}})
        module.complete_progress_event("e")
        self.assertEqual(self.cluster.progress, {})
        module.cluster_log("audit", module.ClusterLogPrio.WARN, "w")
        self.assertEqual(self.cluster.cluster_log, [{"channel": "audit", "level": "warning", "message": "w"}])
        module.set_uri("https://x")
        self.assertEqual(self.cluster.uri, "https://x")

    def test_mon_commands_answer_or_raise(self):
        module = self.bare()
        self.cluster.commands["osd tree"] = (0, "tree", "")
        self.cluster.commands["osd out"] = lambda cmd: (-2, "", "no osd %s" % cmd["ids"])
        self.assertEqual(module.mon_command({"prefix": "osd tree"}), (0, "tree", ""))
        from mgr_module import MonCommandFailed
        with self.assertRaisesRegex(MonCommandFailed, "osd out failed: no osd 9 retval: -2"):
            module.check_mon_command({"prefix": "osd out", "ids": 9})

    def test_commands_are_sent_in_both_argument_orders(self):
        from mgr_module import CommandResult
        module = self.bare()
        self.cluster.commands["scrub"] = (0, "out", "")
        result = CommandResult("t")
        module.send_command(result, "osd", "3", json.dumps({"prefix": "scrub"}), "t", inbuf="in")
        self.assertEqual(result.wait(5), (0, "out", ""))
        module.send_command(CommandResult(), json.dumps({"prefix": "scrub"}), "kraken")
        self.assertEqual([(s["target"], s["id"], s["tag"], s["inbuf"]) for s in self.cluster.sent],
                         [("osd", "3", "t", "in"), ("mon", "", "kraken", "")])

    def test_bytes_go_to_a_command_and_come_back(self):
        module = self.bare()
        self.cluster.commands["crush"] = (0, b"\xff\x00", "")
        self.assertEqual(module.mon_command({"prefix": "crush"}, b"\xfe"), (0, b"\xff\x00", ""))
        self.assertEqual(self.cluster.sent[0]["inbuf_base64"], "/g==")

    def test_a_refused_command_completes_with_the_refusal(self):
        class Strict(FakeCluster):
            def _do_send_command(self, **params):
                raise HostError("not in capabilities.commands", 13)
        self.assertEqual(self.bare(Strict()).mon_command({"prefix": "x"}), (-13, "", "not in capabilities.commands"))

    def test_remote_calls_keep_their_values_and_errors(self):
        module = self.bare()
        self.cluster.remotes = {"m.echo": lambda *a, **k: (a, k)}
        self.assertEqual(module.remote("m", "echo", (1, 2), a={3: 4}), (((1, 2),), {"a": {3: 4}}))
        with self.assertRaises(ImportError):
            module.remote("other", "x")
        with self.assertRaises(NameError):
            module.remote("m", "nothing")

    def test_a_module_that_is_starting_is_waited_for(self):
        tries = []

        def ready():
            tries.append(1)
            if len(tries) < 3:
                raise HostError("module 'm' is starting; try again in a moment", 11)
            return "ready"
        module = self.bare()
        self.cluster.remotes = {"m.x": ready}
        self.assertEqual(module.remote("m", "x"), "ready")

    def test_a_remote_method_s_failure_is_a_runtime_error(self):
        def fail():
            raise HostError("ValueError: no", 22)
        module = self.bare()
        self.cluster.remotes = {"m.fail": fail}
        with self.assertRaisesRegex(RuntimeError, "ValueError: no"):
            module.remote("m", "fail")

    def test_programs_run_with_a_limit(self):
        module = self.bare()
        self.assertEqual(module.tool_exec(["cat"], stdin=b"in"), (0, "in", ""))
        self.assertEqual(module.tool_exec(["/no/such"])[0], -2)
        with self.assertLogs("mgrp", "ERROR"):
            self.assertEqual(module.tool_exec(["sleep", "20"], timeout=0.05)[0], -110)


if __name__ == "__main__":
    unittest.main()
