"""As modules are written for 20.2: a registry of commands of the module's own."""
from typing import Any, Tuple

from mgr_module import CLICommandBase, MgrModule

TentacleCLICommand = CLICommandBase.make_registry_subtype("TentacleCLICommand")


class Module(MgrModule):
    CLICommand = TentacleCLICommand

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)

    @TentacleCLICommand.Read("tentacle pools")
    def pools(self, upper: bool = False) -> Tuple[int, str, str]:
        """Names of the pools"""
        names = " ".join(sorted(pool["pool_name"] for pool in self.get("osd_map")["pools"]))
        return 0, names.upper() if upper else names, ""

    @TentacleCLICommand.Write("tentacle keep")
    def keep(self, key: str, value: str) -> Tuple[int, str, str]:
        """Keep a pair"""
        self.set_store(key, value)
        return 0, self.get_store(key) or "", ""
