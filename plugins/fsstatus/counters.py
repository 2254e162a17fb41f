"""Performance counters as the tables need them: the newest value, and the rate between the last two samples."""

from typing import Any, List


class Counters:
    def __init__(self, module: Any):
        self._module = module

    def latest(self, service: str, daemon: str, path: str) -> int:
        samples = self._samples(service, daemon, path)
        return samples[-1][1] if samples else 0

    def rate(self, service: str, daemon: str, path: str) -> int:
        """A second, rounded down; 0 while there are not two samples at least a second apart, or after a restart."""
        samples = self._samples(service, daemon, path)
        if len(samples) < 2:
            return 0
        (before, first), (after, last) = samples[-2][:2], samples[-1][:2]
        seconds = int(after - before)
        return max(0, (last - first) // seconds) if seconds > 0 else 0

    def _samples(self, service: str, daemon: str, path: str) -> List[Any]:
        return self._module.get_counter(service, daemon, path)[path]
