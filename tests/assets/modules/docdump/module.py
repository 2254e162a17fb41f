"""Shows what get(name) gives a module: the same file runs in ceph-mgr and in ours."""
import json

import mgr_module
from mgr_module import HandleCommandResult, MgrModule

try:
    from mgr_module import CLIReadCommand
    Registry = mgr_module.CLICommand
except ImportError:  # Ceph 20.2
    Registry = mgr_module.CLICommandBase.make_registry_subtype('DocdumpCommand')
    CLIReadCommand = Registry.Read


class Module(MgrModule):
    CLICommand = Registry

    @CLIReadCommand('docdump')
    def dump(self, name: str) -> HandleCommandResult:
        """Show the document of a name as JSON"""
        return HandleCommandResult(stdout=json.dumps(self.get(name), sort_keys=True))

    @CLIReadCommand('docdump counters')
    def counters(self, kind: str, ident: str) -> HandleCommandResult:
        """Show the names of a daemon's counters"""
        return HandleCommandResult(stdout=json.dumps(sorted(self.get_perf_schema(kind, ident).get(f'{kind}.{ident}', {}))))

    @CLIReadCommand('docdump servers')
    def servers(self) -> HandleCommandResult:
        """Show the servers and what runs on them"""
        return HandleCommandResult(stdout=json.dumps(self.list_servers(), sort_keys=True))

    @CLIReadCommand('docdump metadata')
    def metadata(self, kind: str, ident: str) -> HandleCommandResult:
        """Show a daemon's metadata"""
        return HandleCommandResult(stdout=json.dumps(self.get_metadata(kind, ident), sort_keys=True))

    @CLIReadCommand('docdump option')
    def option(self, name: str) -> HandleCommandResult:
        """Show one of Ceph's options"""
        return HandleCommandResult(stdout=json.dumps(self.get_ceph_option(name)))
