"""The official tool of the release that this Python belongs to, once for each line of stdin: a list of words in JSON.

Each call is a process of its own that runs /usr/bin/ceph; what the tool imports is there already. A line of JSON for each: exit code,
stdout and stderr (base64). A call that takes longer than a minute is ended with code 124.
"""
import base64
import json
import os
import runpy
import signal
import sys
import tempfile

import ceph_argparse  # noqa: F401
import rados  # noqa: F401


def child(words, out, err):
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(out, 1)
    os.dup2(err, 2)
    signal.signal(signal.SIGALRM, lambda *_: os._exit(124))
    signal.alarm(60)
    sys.argv = ['ceph'] + words
    code = 0
    try:
        runpy.run_path('/usr/bin/ceph', run_name='__main__')
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    except BaseException as error:  # the test shows it
        print(repr(error), file=sys.stderr)
        code = 125
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code & 0xff)


for line in sys.stdin:
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        pid = os.fork()
        if pid == 0:
            child(json.loads(line), out.fileno(), err.fileno())
        status = os.waitpid(pid, 0)[1]
        out.seek(0)
        err.seek(0)
        print(json.dumps({
            'code': os.waitstatus_to_exitcode(status),
            'out': base64.b64encode(out.read()).decode(),
            'err': base64.b64encode(err.read()).decode(),
        }), flush=True)
