from mgr_module import CLIReadCommand, CLIWriteCommand, HandleCommandResult, MgrModule, Option

VERSION = 'v1'


class Module(MgrModule):
    MODULE_OPTIONS = [Option('place', type='str', default='world', desc='Whom to greet')]
    NOTIFY_TYPES = ['osd_map']

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.seen = 0

    @CLIReadCommand('greet py')
    def greet(self, person: str = '') -> HandleCommandResult:
        """Say hello"""
        return HandleCommandResult(stdout=f"{VERSION} hello {person or self.get_module_option('place')}")

    @CLIReadCommand('greet py epoch')
    def epoch(self) -> HandleCommandResult:
        """The epoch of the osd map"""
        return HandleCommandResult(stdout=str(self.get('osd_map')['epoch']))

    @CLIReadCommand('greet py seen')
    def count(self) -> HandleCommandResult:
        """How many maps were notified"""
        return HandleCommandResult(stdout=str(self.seen))

    @CLIWriteCommand('greet py remember')
    def remember(self, key: str, value: str) -> HandleCommandResult:
        """Store a pair"""
        self.set_store(key, value)
        return HandleCommandResult(stdout=self.get_store(key))

    @CLIReadCommand('greet py denied')
    def denied(self) -> HandleCommandResult:
        """Read what the manifest does not allow"""
        return HandleCommandResult(stdout=str(self.get('mon_map')))

    def notify(self, notify_type, notify_id):
        self.seen += 1
