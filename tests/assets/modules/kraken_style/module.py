"""As modules were written for Kraken: COMMANDS, handle_command, config in the KV, completions, the ceph_state binding."""
import errno
import json
import threading

import ceph_state
from mgr_module import CommandResult, MgrModule


class Module(MgrModule):
    COMMANDS = [
        {"cmd": "kraken count name=state,type=CephChoices,strings=up|in,req=false", "desc": "Count the OSDs", "perm": "r"},
        {"cmd": "kraken ask", "desc": "Ask a monitor", "perm": "r"},
        {"cmd": "kraken remember name=word,type=CephString", "desc": "Keep a word", "perm": "rw"},
        {"cmd": "kraken notified", "desc": "Has the command's notification come?", "perm": "r"},
        {"cmd": "kraken refuse", "desc": "Fail", "perm": "r"},
    ]

    def __init__(self, handle):
        super(Module, self).__init__(handle)
        self._stop = threading.Event()
        self._tags = []

    def notify(self, notify_type, notify_id):
        if notify_type == "command":
            self._tags.append(notify_id)

    def serve(self):
        self._stop.wait()

    def shutdown(self):
        self._stop.set()

    def handle_command(self, cmd):
        prefix = cmd["prefix"]
        if prefix == "kraken count":
            osds = ceph_state.get(self.module_name, "osd_map")["osds"]
            return 0, str(len([osd for osd in osds if osd[cmd.get("state", "up")]])), ""
        if prefix == "kraken ask":
            result = CommandResult("kraken-tag")
            self.send_command(result, json.dumps({"prefix": "osd stat", "format": "json"}), "kraken-tag")
            r, outb, outs = result.wait()
            return r, outb, outs
        if prefix == "kraken remember":
            before = self.get_config_json("words") or []
            self.set_config_json("words", before + [cmd["word"]])
            return 0, " ".join(self.get_config_json("words")), ""
        if prefix == "kraken notified":
            return 0, ",".join(self._tags), ""
        return -errno.EBUSY, "", "the kraken sleeps"
