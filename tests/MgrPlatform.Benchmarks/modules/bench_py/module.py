import gc
import json
import time

from mgr_module import CLIReadCommand, HandleCommandResult, MgrModule


def _timed(work, count):
    times = []
    for _ in range(count):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return HandleCommandResult(stdout=json.dumps(times))


class Module(MgrModule):
    @CLIReadCommand('bench py')
    def answer(self) -> HandleCommandResult:
        """Answer at once"""
        return HandleCommandResult(stdout='ok')

    @CLIReadCommand('bench py get')
    def read(self, count: int) -> HandleCommandResult:
        """Milliseconds that each read of the OSD map took"""
        return _timed(lambda: self.get('osd_map'), count)

    @CLIReadCommand('bench py parse')
    def parse(self, file: str, count: int) -> HandleCommandResult:
        """Milliseconds that the JSON parser alone takes for a file"""
        with open(file, 'rb') as f:
            text = f.read().decode()
        gc.disable()  # As the SDK does for a large document.
        try:
            return _timed(lambda: json.loads(text), count)
        finally:
            gc.enable()
