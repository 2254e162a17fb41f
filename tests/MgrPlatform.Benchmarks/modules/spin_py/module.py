import json
import threading
import time

from mgr_module import CLIReadCommand, HandleCommandResult, MgrModule


class Module(MgrModule):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.thread = None
        self.cpu = 0.0

    @CLIReadCommand('spin py')
    def spin(self, seconds: float) -> HandleCommandResult:
        """Compute without a pause for so long, from now on"""
        self.thread = threading.Thread(target=self._spin, args=(float(seconds),), daemon=True)
        self.thread.start()
        return HandleCommandResult(stdout='ok')

    @CLIReadCommand('spin py report')
    def report(self) -> HandleCommandResult:
        """Seconds of processor time that the last computation got; waits for its end"""
        self.thread.join()
        return HandleCommandResult(stdout=json.dumps(self.cpu))

    def _spin(self, seconds):
        end = time.monotonic() + seconds
        start = time.thread_time()
        x = 1
        while time.monotonic() < end:
            for _ in range(1000):
                x = (x * 48271) % 2147483647
        self.cpu = time.thread_time() - start
