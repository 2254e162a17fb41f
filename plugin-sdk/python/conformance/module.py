"""What plugin-sdk/protocol/transcripts/README.md asks of the conformance module, in Python."""

import json
import threading
from typing import Any, List, Optional, Union

from mgr_module import CLICommand, CLIReadCommand, HandleCommandResult, MgrModule, NotifyType, Option

NONE = "(none)"


class Module(MgrModule):
    MODULE_OPTIONS = [
        Option("interval", type="int", default=5, desc="A whole number", min=1, max=60),
        Option("ratio", type="float", default=0.5, desc="A number"),
        Option("enabled", type="bool", default=True, desc="Yes or no"),
        Option("place", type="str", default="world", desc="A text"),
    ]
    NOTIFY_TYPES = [NotifyType.osd_map, NotifyType.clog]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._seen: List[str] = []
        self._told = threading.Event()
        self._fault = False

    @CLIReadCommand("conformance echo")
    def echo(self, text: str) -> HandleCommandResult:
        """Answer with the text"""
        return HandleCommandResult(0, text, "")

    @CLIReadCommand("conformance add")
    def add_numbers(self, a: int, b: int = 100) -> HandleCommandResult:
        """Answer with the sum; b is 100 when it is not given"""
        return HandleCommandResult(0, str(a + b), "")

    @CLIReadCommand("conformance fail")
    def fail_with(self, errno: int, message: str) -> HandleCommandResult:
        """Fail with the errno and the message"""
        return HandleCommandResult(-errno, "", message)

    @CLIReadCommand("conformance throw")
    def throw(self) -> HandleCommandResult:
        """Throw an exception"""
        raise ValueError("boom")

    @CLIReadCommand("conformance wrong")
    def wrong(self) -> Any:
        """Return what is no result"""
        return ("zero", 5)

    @CLIReadCommand("conformance large")
    def large(self, bytes: int) -> HandleCommandResult:
        """Answer with that many bytes"""
        return HandleCommandResult(0, "x" * bytes, "")

    @CLIReadCommand("conformance input")
    def input(self, inbuf: Optional[Union[str, bytes]] = None) -> HandleCommandResult:
        """Answer with the input in hexadecimal"""
        data = inbuf.encode() if isinstance(inbuf, str) else inbuf or b""
        return HandleCommandResult(0, data.hex(), "")

    @CLIReadCommand("conformance option")
    def option(self, name: str) -> HandleCommandResult:
        """Answer with the typed value of an option"""
        return HandleCommandResult(0, json.dumps(self.get_module_option(name)), "")

    @CLIReadCommand("conformance stored")
    def stored(self, key: str) -> HandleCommandResult:
        """Answer with a stored value"""
        return HandleCommandResult(0, self.get_store(key, NONE) or "", "")

    @CLICommand("conformance store", perm="rw")
    def store(self, key: str, value: Optional[str] = None) -> HandleCommandResult:
        """Store a value, or remove it, and answer with what is stored then"""
        self.set_store(key, value)
        return self.stored(key)

    @CLIReadCommand("conformance get")
    def document(self, name: str) -> HandleCommandResult:
        """Answer with a document"""
        return HandleCommandResult(0, json.dumps(self.get(name)), "")

    @CLIReadCommand("conformance remote")
    def call_remote(self, module: str, method: str, argument: str) -> HandleCommandResult:
        """Call a method of another module with one argument"""
        return HandleCommandResult(0, json.dumps(self.remote(module, method, argument)), "")

    @CLIReadCommand("conformance send")
    def send(self, word: str) -> HandleCommandResult:
        """Send a command to the monitors and answer as they do"""
        return HandleCommandResult(*self.mon_command({"prefix": word}))

    @CLIReadCommand("conformance authorized")
    def authorized(self, pool: str) -> HandleCommandResult:
        """Tell whether the caller is allowed to use a pool"""
        return HandleCommandResult(0, json.dumps(self.is_authorized({"pool": pool})), "")

    @CLICommand("conformance health", perm="rw")
    def health(self) -> HandleCommandResult:
        """Raise a health check"""
        self.set_health_checks({"CONFORMANCE": {"severity": "warning", "summary": "one thing", "count": 1, "detail": ["a detail"]}})
        return HandleCommandResult(0, "", "")

    @CLIReadCommand("conformance log")
    def write_log(self) -> HandleCommandResult:
        """Write one line of each level"""
        self.log.debug("one")
        self.log.info("two")
        self.log.warning("three")
        self.log.error("four")
        return HandleCommandResult(0, "", "")

    @CLIReadCommand("conformance flood")
    def flood(self, lines: int) -> HandleCommandResult:
        """Write that many lines"""
        for line in range(lines):
            self.log.info("line %d", line)
        return HandleCommandResult(0, "", "")

    @CLIReadCommand("conformance seen")
    def seen(self) -> HandleCommandResult:
        """List what the module was told"""
        return HandleCommandResult(0, json.dumps(self._seen), "")

    @CLICommand("conformance end", perm="rw")
    def end(self) -> HandleCommandResult:
        """Let serve return"""
        self._told.set()
        return HandleCommandResult(0, "", "")

    @CLICommand("conformance fault", perm="rw")
    def fault(self) -> HandleCommandResult:
        """Let serve fail"""
        self._fault = True
        self._told.set()
        return HandleCommandResult(0, "", "")

    # Other modules call these.

    def add(self, a: int, b: int) -> int:
        return a + b

    def fail(self) -> None:
        raise ValueError("remote broke")

    def notify(self, notify_type: NotifyType, notify_id: Any) -> None:
        if notify_type == NotifyType.osd_map:
            self._seen.append("osd_map %d" % self.get("osd_map")["epoch"])
        elif notify_type == NotifyType.clog:
            self._seen.append("clog %s" % notify_id["message"])

    def config_notify(self) -> None:
        self.log.info("config")

    def serve(self) -> None:
        self._told.wait()
        if self._fault:
            raise RuntimeError("serve broke")

    def shutdown(self) -> None:
        self.log.info("shutting down")
        self._told.set()
