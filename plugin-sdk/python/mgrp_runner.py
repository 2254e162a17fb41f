"""The Python runner of MgrPlatform: `python3 mgrp_runner.py`, with the four MGRP_ variables in its environment.

The host starts it. By hand, or under a debugger: `mgrp ceph module attach NAME` prints the variables.
"""

from __future__ import annotations

import faulthandler
import os
import signal
import sys

SDK = os.path.dirname(os.path.abspath(__file__))


def main() -> None:
    if sys.version_info < (3, 9):
        sys.exit("mgrp_runner.py needs Python 3.9 or later; this is %s" % sys.version.split()[0])
    missing = [name for name in ("MGRP_SOCKET", "MGRP_TOKEN", "MGRP_MODULE", "MGRP_PATH") if not os.environ.get(name)]
    if missing:
        sys.exit("mgrp_runner.py is started by the host. To start it by hand, set %s; "
                 "`mgrp ceph module attach NAME` prints the values." % ", ".join(missing))
    token = os.environ.pop("MGRP_TOKEN")
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace", line_buffering=True)  # type: ignore[union-attr]
    # `kill -USR1` prints every thread's stack to the log, also when the interpreter hangs in foreign code.
    faulthandler.register(signal.SIGUSR1, all_threads=True)
    sys.dont_write_bytecode = True
    sys.setswitchinterval(0.001)  # a busy module must not keep a ping or a command waiting for long

    import socket
    from mgrp_runtime import PROTOCOL, VERSION
    from mgrp_runtime.errors import HostError
    from mgrp_runtime.runner import Runner

    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        sock.connect(os.environ["MGRP_SOCKET"])
    except OSError as e:
        sys.exit("cannot connect to the host at %s: %s. Is the manager running?" % (os.environ["MGRP_SOCKET"], e.strerror))
    runner = Runner(sock, SDK)

    def greeted(result: object, error: object) -> None:
        if error is not None:
            sys.stderr.write("the host refused this runner: %s\n" % HostError.from_wire("hello", error))
            sys.stderr.flush()
            os._exit(1)

    runner.connection.post("hello", {
        "token": token, "protocol": {"min": PROTOCOL, "max": PROTOCOL}, "sdk": "python/" + VERSION,
        "language": "python", "module": os.environ["MGRP_MODULE"], "pid": os.getpid()}, greeted)
    try:
        runner.run()
    except KeyboardInterrupt:
        os._exit(130)


if __name__ == "__main__":
    main()
