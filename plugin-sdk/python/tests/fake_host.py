"""A host for the tests: listens on a socket, starts a runner, sends it messages, answers it from a FakeCluster."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading

SDK = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
if SDK not in sys.path:
    sys.path.append(SDK)

from mgr_testing import FakeCluster  # noqa: E402
from mgrp_runtime.errors import HostError  # noqa: E402

LIMIT = 60.0


class RunnerProcess:
    """One runner child and its connection. `call` asks the runner; the runner's own calls are answered by `cluster`."""

    def __init__(self, path, name=None, cluster=None, python=sys.executable, environment=None,
                 flags=()):
        self.path = os.path.abspath(path)
        self.name = name or os.path.basename(self.path)
        self.cluster = cluster or FakeCluster()
        self.messages = []
        self.folder = tempfile.mkdtemp(prefix="mgrp-py-")
        self._condition = threading.Condition()
        self._answers = {}
        self._next = 0
        self._send_lock = threading.Lock()
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listener.bind(os.path.join(self.folder, "s"))
        listener.listen(1)
        listener.settimeout(LIMIT)
        env = dict(os.environ, MGRP_SOCKET=os.path.join(self.folder, "s"), MGRP_TOKEN="secret", MGRP_MODULE=self.name,
                   MGRP_PATH=self.path, **(environment or {}))
        self.output = tempfile.TemporaryFile("w+")
        self.errors = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen([python, *flags, os.path.join(SDK, "mgrp_runner.py")], env=env, stdin=subprocess.DEVNULL,
                                        stdout=self.output, stderr=self.errors)
        try:
            self.socket, _ = listener.accept()
        except OSError:
            self.process.kill()
            self.process.wait()
            raise
        finally:
            listener.close()
        self._lines = self.socket.makefile("rb")
        self.hello = json.loads(self._lines.readline())
        self._send({"jsonrpc": "2.0", "id": self.hello["id"], "result": {"protocol": 1}})
        threading.Thread(target=self._read, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.close()

    def close(self):
        try:
            self.socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.socket.close()
        try:
            self.process.wait(LIMIT)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.output.close()
        self.errors.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    # -- asking the runner

    def initialize(self, **changes):
        params = self.cluster.identity(self.name, self.path)
        params["data_dir"] = self.folder
        params.update(changes)
        return self.call("initialize", params)

    def command(self, prefix, inbuf="", **arguments):
        return self.call("command", {"cmd": dict(arguments, prefix=prefix), "inbuf": inbuf, "session": 7, "deadline_ms": 30000})

    def call(self, method, params=None, limit=LIMIT):
        answer = self.wait_answer(self.begin(method, params), limit)
        if "error" in answer:
            raise CallFailed(answer["error"])
        return answer["result"]

    def begin(self, method, params=None):
        with self._condition:
            self._next += 1
            number = self._next
        self._send({"jsonrpc": "2.0", "id": number, "method": method, "params": params or {}})
        return number

    def wait_answer(self, number, limit=LIMIT):
        with self._condition:
            if not self._condition.wait_for(lambda: number in self._answers, limit):
                raise AssertionError("no answer to request %d; stderr: %s" % (number, self.stderr()))
            return self._answers.pop(number)

    def answered(self, number):
        with self._condition:
            return number in self._answers

    def notify(self, method, params):
        self._send({"jsonrpc": "2.0", "method": method, "params": params})

    def send_raw(self, line):
        with self._send_lock:
            self.socket.sendall(line)

    # -- watching it

    def wait_message(self, wanted, limit=LIMIT):
        """The first notification that `wanted(method, params)` accepts."""
        with self._condition:
            def found():
                return next((m for m in self.messages if wanted(m["method"], m["params"])), None)
            if not self._condition.wait_for(lambda: found() is not None, limit):
                raise AssertionError("never came; had %r" % (self.messages,))
            return found()["params"]

    def log_line(self, text):
        params = self.wait_message(lambda m, p: m == "log" and any(text in line["message"] for line in p["lines"]))
        return next(line for line in params["lines"] if text in line["message"])

    def wait_exit(self, limit=LIMIT):
        return self.process.wait(limit)

    def stderr(self):
        self.errors.seek(0)
        return self.errors.read()

    def stdout(self):
        self.output.seek(0)
        return self.output.read()

    def dump_stacks(self):
        self.process.send_signal(signal.SIGUSR1)

    # -- the other side of the connection

    def _send(self, message):
        self.send_raw(json.dumps(message).encode() + b"\n")

    def _read(self):
        for line in self._lines:
            message = json.loads(line)
            if "method" not in message:
                with self._condition:
                    self._answers[message["id"]] = message
                    self._condition.notify_all()
            elif "id" in message:
                threading.Thread(target=self._answer, args=(message,), daemon=True).start()
            else:
                with self._condition:
                    self.messages.append(message)
                    self._condition.notify_all()

    def _answer(self, message):
        try:
            reply = {"result": self.cluster.answer(message["method"], message["params"])}
        except HostError as e:
            reply = {"error": {"code": e.code, "message": str(e), "data": {"errno": -e.errno}}}
        try:
            self._send(dict(reply, jsonrpc="2.0", id=message["id"]))
        except OSError:
            pass  # the test is over


class CallFailed(Exception):
    def __init__(self, error):
        super().__init__(error["message"])
        self.error = error
        self.data = error.get("data", {})


class Plugins:
    """Plugin folders for one test, written from text."""

    def __init__(self, test):
        self.root = tempfile.mkdtemp(prefix="mgrp-plugins-")
        test.addCleanup(shutil.rmtree, self.root, True)

    def write(self, name, files):
        folder = os.path.join(self.root, name)
        os.makedirs(folder, exist_ok=True)
        for file, text in ({"module.py": files} if isinstance(files, str) else files).items():
            with open(os.path.join(folder, file), "w") as f:
                f.write(text)
        return folder
