"""As modules are written for 18.2: typed command methods, object_format's Responder, options, health checks, EventGreeter-like serve."""
import errno
from typing import Any, Dict, List, Optional

from mgr_module import CLIReadCommand, CLIWriteCommand, HandleCommandResult, MgrModule, NotifyType, Option
from object_format import ErrorResponse, Responder


class Module(MgrModule):
    MODULE_OPTIONS = [Option(name="threshold", type="int", default=2, min=1, max=10, desc="How many OSDs are enough", runtime=True)]
    NOTIFY_TYPES = [NotifyType.osd_map]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.threshold = 0
        self.changes: List[str] = []
        self.config_notify()

    def config_notify(self) -> None:
        for option in self.MODULE_OPTIONS:
            setattr(self, option["name"], self.get_module_option(option["name"]))
        self.changes.append(str(self.threshold))

    @CLIReadCommand("reef hosts")
    @Responder()
    def hosts(self, name: Optional[str] = None) -> Dict[str, int]:
        """How many daemons each host has"""
        hosts = {server["hostname"]: len(server["services"]) for server in self.list_servers()}
        if name and name not in hosts:
            raise ErrorResponse(f"no host {name}", return_value=-errno.ENOENT)
        return {key: value for key, value in hosts.items() if not name or key == name}

    @CLIReadCommand("reef thresholds")
    def thresholds(self) -> HandleCommandResult:
        """Every threshold that was told"""
        return HandleCommandResult(stdout=" ".join(self.changes))

    @CLIWriteCommand("reef judge")
    def judge(self, osds: int) -> HandleCommandResult:
        """Raise a health check when there are too few"""
        checks = {} if osds >= self.threshold else {
            "REEF_TOO_FEW": {"severity": "warning", "summary": f"{osds} OSDs are too few", "count": 1, "detail": [f"{osds} < {self.threshold}"]}}
        self.set_health_checks(checks)
        return HandleCommandResult()
