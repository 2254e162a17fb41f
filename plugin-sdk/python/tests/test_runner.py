"""The runner as a process, on its socket: the protocol of plugin-sdk/protocol/README.md."""

import os
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from fake_host import CallFailed, FakeCluster, Plugins, RunnerProcess  # noqa: E402

HELLO = '''
import threading
from typing import List, Optional
from mgr_module import CLIReadCommand, CLIWriteCommand, HandleCommandResult, MgrModule, NotifyType, Option

class Module(MgrModule):
    MODULE_OPTIONS = [Option("place", default="world", runtime=True), Option("times", type="int", default=1, min=1)]
    NOTIFY_TYPES = [NotifyType.osd_map, NotifyType.command]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.end = threading.Event()
        self.hold = threading.Event()
        self.seen = []

    @CLIReadCommand("hello")
    def hello(self, person: Optional[str] = None) -> HandleCommandResult:
        """Say
        hello"""
        times = self.get_module_option("times")
        return HandleCommandResult(0, " ".join(["Hello, " + (person or self.get_module_option("place"))] * times), "")

    @CLIReadCommand("hold")
    def hold_on(self):
        self.hold.wait(60)
        return 0, "held", ""

    @CLIWriteCommand("release")
    def release(self):
        return 0, "", ""

    @CLIReadCommand("spin")
    def spin(self):
        while True:
            pass

    @CLIReadCommand("boom")
    def boom(self):
        raise KeyError("kaputt")

    @CLIReadCommand("big")
    def big(self, size: int):
        return 0, "x" * size, ""

    @CLIReadCommand("wrong")
    def wrong(self, kind: str):
        return {"none": None, "two": (0, ""), "text": ("0", "", ""), "list": (0, [1], ""), "bytes": (0, b"\\xff\\x00", ""),
                "surrogate": (0, "a\\udcff", "\\udcff")}[kind]

    @CLIReadCommand("put")
    def put(self, key: str, value: Optional[str] = None):
        self.set_store(key, value)
        return 0, repr(self.get_store(key)), ""

    @CLIReadCommand("read")
    def read(self, key: str):
        return 0, repr(self.get_store(key)), ""

    @CLIReadCommand("seen")
    def what_was_seen(self):
        return 0, repr(self.seen), ""

    @CLIReadCommand("print")
    def print_it(self):
        print("to stdout")
        self.log.debug("quiet")
        self.log.warning("loud")
        return 0, "", ""

    @CLIReadCommand("allowed")
    def allowed(self):
        return 0, str(self.is_authorized({"pool": "x"})), ""

    @CLIReadCommand("chat")
    def chat(self, count: int):
        for i in range(count):
            self.log.info("line %d", i)
        return 0, "", ""

    def notify(self, notify_type, notify_id):
        if notify_id == "release":
            self.hold.set()
        self.seen.append((notify_type, notify_id))

    def config_notify(self):
        self.seen.append(("config", self.get_module_option("place")))

    def add(self, a, b=1):
        return a + b

    def odd(self):
        return (1, {2: "x"})

    def fail(self):
        raise ValueError("no")

    def serve(self):
        self.log.info("serving in %s", threading.current_thread().name)
        self.end.wait()

    def shutdown(self):
        self.end.set()
'''


class RunnerTest(unittest.TestCase):

    def start(self, files=HELLO, name="hello", cluster=None, initialize=True, **changes):
        runner = RunnerProcess(Plugins(self).write(name, files), cluster=cluster)
        self.addCleanup(runner.close)
        if initialize:
            self.declared = runner.initialize(**changes)
            runner.call("start")
        return runner


class Opening(RunnerTest):

    def test_hello_offers_the_protocol_and_the_token_then_forgets_the_token(self):
        runner = self.start('''
import os
from mgr_module import CLIReadCommand, MgrModule
class Module(MgrModule):
    @CLIReadCommand("token")
    def token(self):
        with open("/proc/self/environ") as f:
            return 0, repr((os.environ.get("MGRP_TOKEN"), "MGRP_MODULE" in os.environ)), ""
''')
        hello = runner.hello
        self.assertEqual(hello["method"], "hello")
        self.assertEqual(hello["params"]["token"], "secret")
        self.assertEqual(hello["params"]["protocol"], {"min": 1, "max": 1})
        self.assertEqual((hello["params"]["language"], hello["params"]["module"]), ("python", "hello"))
        self.assertEqual(hello["params"]["pid"], runner.process.pid)
        self.assertEqual(runner.command("token")["stdout"], "(None, True)")

    def test_without_its_environment_it_says_how_to_start_it(self):
        import subprocess
        from fake_host import SDK
        done = subprocess.run([sys.executable, os.path.join(SDK, "mgrp_runner.py")], env={"PATH": os.environ["PATH"]},
                              stderr=subprocess.PIPE, timeout=60)
        self.assertIn(b"mgrp ceph module attach", done.stderr)
        self.assertEqual(done.returncode, 1)

    def test_declarations_come_from_signatures_and_docstrings(self):
        self.start()
        commands = {c["cmd"]: c for c in self.declared["commands"]}
        self.assertEqual(commands["hello name=person,req=false,type=CephString"],
                         {"cmd": "hello name=person,req=false,type=CephString", "desc": "Say hello", "perm": "r", "poll": False})
        self.assertEqual(commands["put name=key,type=CephString name=value,req=false,type=CephString"]["perm"], "r")
        options = {o["name"]: o for o in self.declared["options"]}
        self.assertEqual(options["times"]["min"], 1)
        self.assertLessEqual({"log_level", "log_to_file", "log_to_cluster", "log_to_cluster_level"}, set(options))
        self.assertEqual(self.declared["notify_types"], ["osd_map", "command"])
        self.assertEqual((self.declared["can_run"], self.declared["serve"]), (True, True))

    def test_a_module_that_cannot_run_says_why(self):
        self.start('''
from mgr_module import MgrModule
class Module(MgrModule):
    def __init__(self, *a):
        raise AssertionError("constructed")
    @staticmethod
    def can_run():
        return False, "needs a moon"
''', initialize=False)
        runner = self.start('''
from mgr_module import MgrModule
class Module(MgrModule):
    @staticmethod
    def can_run():
        return False, "needs a moon"
''', initialize=False)
        declared = runner.initialize()
        self.assertEqual((declared["can_run"], declared["can_run_reason"]), (False, "needs a moon"))
        self.assertEqual(declared["serve"], False)

    def test_a_syntax_error_names_file_and_line(self):
        runner = self.start("import os\n\ndef f(:\n    pass\n", initialize=False)
        with self.assertRaises(CallFailed) as caught:
            runner.initialize()
        self.assertEqual(caught.exception.data["line"], 3)
        self.assertTrue(caught.exception.data["file"].endswith("hello/module.py"))
        self.assertTrue(str(caught.exception).startswith("SyntaxError: "))
        self.assertEqual(caught.exception.data["errno"], -22)

    def test_a_failing_import_names_the_deepest_frame_in_the_plugin(self):
        runner = self.start({"module.py": "from mgr_module import MgrModule\nfrom . import helper\n",
                             "helper.py": "import json\n\njson.loads('{')\n"}, initialize=False)
        with self.assertRaises(CallFailed) as caught:
            runner.initialize()
        self.assertTrue(caught.exception.data["file"].endswith("helper.py"))
        self.assertEqual(caught.exception.data["line"], 3)
        self.assertIn("JSONDecodeError", caught.exception.data["traceback"])
        self.assertNotIn("mgrp_runtime", caught.exception.data["traceback"])

    def test_a_missing_package_is_named_with_the_interpreter(self):
        runner = self.start("import no_such_package\n", initialize=False)
        with self.assertRaises(CallFailed) as caught:
            runner.initialize()
        self.assertIn("the Python package 'no_such_package' is not installed for", str(caught.exception))
        self.assertIn("python3-no_such_package", str(caught.exception))

    def test_a_failing_constructor_is_a_load_error(self):
        runner = self.start('''
from mgr_module import MgrModule
class Module(MgrModule):
    def __init__(self, *args):
        super().__init__(*args)
        self.limit = self.nothing
''', initialize=False)
        with self.assertRaises(CallFailed) as caught:
            runner.initialize()
        self.assertEqual(caught.exception.data["line"], 6)

    def test_a_plugin_without_a_class_is_told_what_to_write(self):
        runner = self.start("x = 1\n", initialize=False)
        with self.assertRaisesRegex(CallFailed, r"class Module\(MgrModule\)"):
            runner.initialize()

    def test_a_folder_without_code_is_told_what_is_missing(self):
        runner = self.start({"readme": "x"}, initialize=False)
        with self.assertRaisesRegex(CallFailed, "no module.py"):
            runner.initialize()

    def test_files_beside_the_module_can_be_imported_either_way(self):
        runner = self.start({"module.py": '''
import table
from .units import UNIT
from mgr_module import CLIReadCommand, MgrModule
class Module(MgrModule):
    @CLIReadCommand("x")
    def x(self):
        return 0, table.NAME + UNIT, ""
''', "table.py": "NAME = 'n'", "units.py": "UNIT = 'u'"})
        self.assertEqual(runner.command("x")["stdout"], "nu")

    def test_another_entry_and_class_can_be_named(self):
        source = "from mgr_module import MgrModule\nclass Other(MgrModule):\n    COMMANDS = [{'cmd': 'o', 'desc': '', 'perm': 'r'}]\n"
        runner = self.start({"main.py": source}, initialize=False)
        self.assertEqual(runner.initialize(entry="main.py", **{"class": "Other"})["commands"][0]["cmd"], "o")

    def test_a_module_named_like_a_standard_one_loads(self):
        runner = self.start("import json\nfrom mgr_module import MgrModule\nclass Module(MgrModule):\n    X = json.dumps(1)\n",
                            name="statistics")
        self.assertEqual(self.declared["can_run"], True)
        self.assertIsNotNone(runner)

    def test_an_edit_within_the_same_second_is_seen(self):
        plugins = Plugins(self)
        text = "from mgr_module import MgrModule\nclass Module(MgrModule):\n    COMMANDS = [{'cmd': 'v%d', 'desc': '', 'perm': 'r'}]\n"
        for version in range(1, 5):
            folder = plugins.write("quick", {"module.py": "from .code import Module\n", "code.py": text % version})
            os.utime(os.path.join(folder, "code.py"), (1e9, 1e9))
            import py_compile
            if version == 1:
                py_compile.compile(os.path.join(folder, "code.py"))
            with RunnerProcess(folder) as runner:
                self.assertEqual(runner.initialize()["commands"][0]["cmd"], "v%d" % version)


class Commands(RunnerTest):

    def test_arguments_options_and_results_go_through(self):
        runner = self.start(options={"place": "moon"})
        self.assertEqual(runner.command("hello"), {"retval": 0, "stdout": "Hello, moon", "stderr": ""})
        self.assertEqual(runner.command("hello", person="Ada")["stdout"], "Hello, Ada")
        self.assertEqual(runner.command("hello", person="person=Ada")["stdout"], "Hello, Ada")

    def test_a_failure_is_answered_with_the_module_s_traceback(self):
        answer = self.start().command("boom")
        self.assertEqual((answer["retval"], answer["stdout"]), (-22, ""))
        self.assertIn("KeyError: 'kaputt'", answer["stderr"])
        self.assertTrue(answer["stderr"].startswith("Traceback"))
        self.assertIn("module.py", answer["stderr"])

    def test_wrong_results_are_answered_with_a_sentence(self):
        runner = self.start()
        for kind in ("none", "two", "text", "list"):
            answer = runner.command("wrong", kind=kind)
            self.assertEqual(answer["retval"], -22, kind)
            self.assertIn("A command answers (int, str, str)", answer["stderr"])

    def test_bytes_that_are_not_text_go_as_base64(self):
        runner = self.start()
        self.assertEqual(runner.command("wrong", kind="bytes"), {"retval": 0, "stderr": "", "stdout_base64": "/wA="})
        self.assertEqual(runner.command("wrong", kind="surrogate"), {"retval": 0, "stderr": "\\udcff", "stdout_base64": "Yf8="})

    def test_an_answer_over_the_limit_is_refused_with_both_numbers(self):
        runner = self.start(limits={"message_bytes": 1 << 20, "reply_bytes": 1000, "concurrency": 1})
        self.assertEqual(len(runner.command("big", size=900)["stdout"]), 900)
        answer = runner.command("big", size=1000)
        self.assertEqual(answer["retval"], -22)
        self.assertRegex(answer["stderr"], r"has 10\d\d bytes; the limit is 1000")

    def test_a_missing_or_wrong_argument_is_an_error_in_words(self):
        runner = self.start()
        self.assertEqual(runner.command("big"), {"retval": -22, "stdout": "", "stderr": "'big' needs the argument 'size'"})
        self.assertIn("size: invalid literal", runner.command("big", size="many")["stderr"])

    def test_the_session_of_the_command_is_what_is_authorized_asks_about(self):
        cluster = FakeCluster()
        runner = self.start(cluster=cluster)
        self.assertEqual(runner.command("allowed")["stdout"], "True")
        cluster.denied[7] = True
        self.assertEqual(runner.command("allowed")["stdout"], "False")

    def test_commands_run_one_at_a_time_unless_told_otherwise(self):
        runner = self.start()
        held = runner.begin("command", {"cmd": {"prefix": "hold"}})
        waiting = runner.begin("command", {"cmd": {"prefix": "hello"}})
        runner.call("ping")
        self.assertFalse(runner.answered(waiting))
        runner.call("notify", {"type": "osd_map", "id": "release", "version": 2})
        self.assertEqual(runner.wait_answer(held)["result"]["stdout"], "held")
        self.assertEqual(runner.wait_answer(waiting)["result"]["stdout"], "Hello, world")

    def test_with_more_concurrency_a_held_command_does_not_hold_the_next(self):
        runner = self.start(limits={"concurrency": 3})
        held = [runner.begin("command", {"cmd": {"prefix": "hold"}}) for _ in range(2)]
        self.assertEqual(runner.command("hello")["stdout"], "Hello, world")
        runner.call("notify", {"type": "osd_map", "id": "release", "version": 2})
        for number in held:
            self.assertEqual(runner.wait_answer(number)["result"]["stdout"], "held")

    def test_a_cancelled_command_is_not_answered_and_does_not_run(self):
        runner = self.start()
        held = runner.begin("command", {"cmd": {"prefix": "hold"}})
        waiting = runner.begin("command", {"cmd": {"prefix": "put", "key": "ran", "value": "yes"}})
        runner.notify("cancel", {"id": held})
        runner.notify("cancel", {"id": waiting})
        runner.call("notify", {"type": "osd_map", "id": "release", "version": 2})
        self.assertEqual(runner.command("read", key="ran")["stdout"], "None")
        self.assertFalse(runner.answered(held) or runner.answered(waiting))

    def test_a_ping_is_answered_while_the_module_computes(self):
        runner = self.start()
        runner.begin("command", {"cmd": {"prefix": "spin"}})
        for _ in range(5):
            self.assertEqual(runner.call("ping", limit=5), {})

    def test_unknown_methods_and_wrong_params_have_their_json_rpc_errors(self):
        runner = self.start()
        for method, params, code in (("dance", {}, -32601), ("command", [1], -32602)):
            answer = runner.wait_answer(runner.begin(method, params))
            self.assertEqual(answer["error"]["code"], code)
        runner.notify("news", {"x": 1})
        runner.send_raw(b"this is not json\n")
        with runner._condition:
            self.assertTrue(runner._condition.wait_for(lambda: None in runner._answers, 60))
        self.assertEqual(runner._answers[None]["error"]["code"], -32700)
        self.assertEqual(runner.call("ping"), {})


    def test_messages_of_the_wrong_shape_do_not_end_the_runner(self):
        runner = self.start(initialize=False)
        answer = runner.wait_answer(runner.begin("initialize", {"path": 5}))
        self.assertEqual(answer["error"]["code"], -32602)
        runner.initialize()
        runner.notify("options", {"set": 5})
        runner.notify("store", {"removed": 7})
        self.assertEqual(runner.command("hello")["stdout"], "Hello, world")

    def test_text_that_utf_8_cannot_say_does_not_break_the_connection(self):
        cluster = FakeCluster()
        runner = self.start(cluster=cluster)
        self.assertEqual(runner.command("put", key="k", value="a\udcffb")["retval"], 0)
        self.assertEqual(cluster.store["k"], "a?b")
        self.assertEqual(runner.command("hello", person="Zoë 🦑")["stdout"], "Hello, Zoë 🦑")

    def test_a_remote_answer_over_the_limit_is_an_error(self):
        runner = self.start(limits={"message_bytes": 100000})
        with self.assertRaisesRegex(CallFailed, "the limit for one message is 100000"):
            runner.call("remote", {"caller": "o", "method": "add", "args": ["x" * 60000, "y" * 60000], "kwargs": {}})


class State(RunnerTest):

    def test_options_change_live_with_their_types_and_tell_the_module(self):
        runner = self.start()
        runner.notify("options", {"set": {"times": "2", "place": "mars"}, "removed": []})
        self.assertEqual(runner.command("hello")["stdout"], "Hello, mars Hello, mars")
        runner.call("notify", {"type": "osd_map", "id": "1", "version": 1})
        runner.notify("options", {"set": {}, "removed": ["times", "place"]})
        self.assertEqual(runner.command("hello")["stdout"], "Hello, world")
        runner.call("notify", {"type": "osd_map", "id": "2", "version": 2})
        self.assertEqual(runner.command("seen")["stdout"],
                         "[('config', 'mars'), ('osd_map', '1'), ('config', 'world'), ('osd_map', '2')]")

    def test_an_option_that_does_not_fit_its_type_falls_back_to_the_default(self):
        runner = self.start(options={"times": "many"})
        self.assertEqual(runner.command("hello")["stdout"], "Hello, world")
        self.assertIn("not of type int", runner.log_line("times")["message"])

    def test_a_write_to_the_store_is_read_back_at_once_and_reaches_the_host(self):
        cluster = FakeCluster(store={"old": "1"})
        runner = self.start(cluster=cluster)
        self.assertEqual(runner.command("read", key="old")["stdout"], "'1'")
        self.assertEqual(runner.command("put", key="k", value="v")["stdout"], "'v'")
        self.assertEqual(cluster.store["k"], "v")
        self.assertEqual(runner.command("put", key="k")["stdout"], "None")
        runner.notify("store", {"set": {"k": "from outside"}, "removed": ["old"]})
        self.assertEqual(runner.command("read", key="k")["stdout"], "'from outside'")
        self.assertEqual(runner.command("read", key="old")["stdout"], "None")

    def test_clog_entries_arrive_as_objects(self):
        runner = self.start()
        runner.call("notify", {"type": "clog", "id": {"message": "m"}, "version": 0})
        self.assertEqual(runner.command("seen")["stdout"], "[('clog', {'message': 'm'})]")

    def test_a_denied_call_is_an_error_with_the_host_s_sentence(self):
        class Strict(FakeCluster):
            def _do_set_store(self, **params):
                from mgrp_runtime.errors import HostError
                raise HostError("add \"k\" to capabilities.store in plugin.json", 13)
        runner = self.start(cluster=Strict())
        answer = runner.command("put", key="k", value="v")
        self.assertEqual(answer["retval"], -22)
        self.assertIn("add \"k\" to capabilities.store", answer["stderr"])
        self.assertEqual(runner.command("read", key="k")["stdout"], "None")


class Remote(RunnerTest):

    def test_plain_values_go_as_json(self):
        runner = self.start()
        self.assertEqual(runner.call("remote", {"caller": "o", "method": "add", "args": [1], "kwargs": {"b": 5}}), {"value": 6})

    def test_what_json_would_change_goes_as_a_pickle_too(self):
        runner = self.start()
        from mgrp_runtime import transfer
        answer = runner.call("remote", {"caller": "o", "method": "odd", "args": [], "kwargs": {}})
        self.assertEqual(transfer.unpack_result(answer), (1, {2: "x"}))
        self.assertEqual(answer["value"], [1, {"2": "x"}])
        packed = transfer.pack_arguments(((1, 2),), {"b": (3,)})
        self.assertEqual(transfer.unpack_result(runner.call("remote", dict(packed, caller="o", method="add"))), (1, 2, 3))

    def test_failures_and_missing_methods_are_errors(self):
        runner = self.start()
        with self.assertRaisesRegex(CallFailed, "ValueError: no") as caught:
            runner.call("remote", {"caller": "o", "method": "fail", "args": [], "kwargs": {}})
        self.assertIn("in fail", caught.exception.data["traceback"])
        with self.assertRaisesRegex(CallFailed, "no method 'nothing'"):
            runner.call("remote", {"caller": "o", "method": "nothing", "args": [], "kwargs": {}})

    def test_a_module_that_waits_in_a_command_can_still_be_called(self):
        runner = self.start()
        held = runner.begin("command", {"cmd": {"prefix": "hold"}})
        self.assertEqual(runner.call("remote", {"caller": "o", "method": "add", "args": [1], "kwargs": {}}), {"value": 2})
        runner.call("notify", {"type": "osd_map", "id": "release", "version": 1})
        runner.wait_answer(held)


class Logs(RunnerTest):

    def test_lines_are_batched_named_and_filtered_by_the_live_level(self):
        runner = self.start()
        line = runner.log_line("serving in")
        self.assertEqual((line["level"], line["message"]), ("info", "serving in mgr.hello"))
        runner.command("print")
        self.assertEqual(runner.log_line("loud")["level"], "warning")
        runner.notify("options", {"set": {"log_level": "debug"}, "removed": []})
        runner.command("print")
        self.assertEqual(runner.log_line("quiet")["level"], "debug")
        quiet = [line for m in runner.messages for line in m["params"].get("lines", ()) if line["message"] == "quiet"]
        self.assertEqual(len(quiet), 1)

    def test_print_goes_to_stdout_at_once(self):
        runner = self.start()
        runner.command("print")
        self.assertEqual(runner.stdout(), "to stdout\n")

    def test_a_flood_is_bounded_and_what_is_lost_is_counted(self):
        runner = self.start()
        runner.command("chat", count=20000)

        def counted():
            batches = [m["params"] for m in runner.messages if m["method"] == "log"]
            lines = [line for batch in batches for line in batch["lines"] if line["message"].startswith("line ")]
            return len(lines) + sum(batch["dropped"] for batch in batches)
        with runner._condition:
            self.assertTrue(runner._condition.wait_for(lambda: counted() == 20000, 60), counted())
        self.assertLess(len([m for m in runner.messages if m["method"] == "log"]), 2000)

    def test_the_signal_for_stacks_prints_every_thread(self):
        runner = self.start()
        runner.begin("command", {"cmd": {"prefix": "spin"}})
        runner.call("ping")
        end = time.monotonic() + 60
        while "in spin" not in runner.stderr():
            self.assertLess(time.monotonic(), end)
            runner.dump_stacks()
            runner.call("ping")
        self.assertIn("in serve", runner.stderr())


class Leaving(RunnerTest):

    def test_shutdown_lets_serve_end_and_exits_with_zero(self):
        runner = self.start()
        self.assertEqual(runner.call("shutdown", {"deadline_ms": 5000}), {})
        self.assertEqual(runner.wait_exit(), 0)
        self.assertFalse([m for m in runner.messages if m["method"] == "serve_ended"])

    def test_shutdown_works_while_a_command_never_ends(self):
        runner = self.start()
        runner.begin("command", {"cmd": {"prefix": "spin"}})
        self.assertEqual(runner.call("shutdown", {"deadline_ms": 3000}), {})
        self.assertEqual(runner.wait_exit(), 0)

    def test_the_end_of_the_connection_is_the_end_of_a_busy_module(self):
        runner = self.start()
        runner.begin("command", {"cmd": {"prefix": "spin"}})
        runner.call("ping")
        begin = time.monotonic()
        runner.socket.shutdown(2)
        runner.wait_exit()
        self.assertLess(time.monotonic() - begin, 1.0)

    def test_a_serve_that_fails_is_reported_with_its_traceback(self):
        runner = self.start('''
from mgr_module import MgrModule
class Module(MgrModule):
    def serve(self):
        raise OSError("disk gone")
''')
        error = runner.wait_message(lambda m, p: m == "serve_ended")["error"]
        self.assertEqual(error["message"], "OSError: disk gone")
        self.assertIn("in serve", error["traceback"])
        self.assertEqual(runner.call("ping"), {})

    def test_a_serve_that_returns_is_reported_without_error(self):
        runner = self.start("from mgr_module import MgrModule\nclass Module(MgrModule):\n    def serve(self):\n        pass\n")
        self.assertIsNone(runner.wait_message(lambda m, p: m == "serve_ended")["error"])

    def test_an_idle_module_is_small(self):
        runner = self.start()
        runner.command("hello")
        with open("/proc/%d/smaps_rollup" % runner.process.pid) as f:
            pss = next(int(line.split()[1]) for line in f if line.startswith("Pss:"))
        self.assertLess(pss, 16 * 1024)


if __name__ == "__main__":
    unittest.main()
