"""Sends one command to the active manager again and again, through librados.

    client.py CONF SECONDS COMMAND [SPIN]

Prints {"ms": [...], "cpu": share of a core that the neighbour got, or null}. With SPIN (a prefix) another module is told to
compute meanwhile.
"""
import json
import sys
import time

import rados

LEAD = 0.15


def connect(conf):
    cluster = rados.Rados(conffile=conf)
    cluster.connect(timeout=30)

    def call(command):
        code, out, status = cluster.mgr_command(json.dumps(command), b'')
        if code != 0:
            raise SystemExit('%s: %d %s' % (command['prefix'], code, status))
        return out.decode()

    return call


def main():
    conf, seconds, prefix = sys.argv[1:4]
    spin = sys.argv[4] if len(sys.argv) > 4 else None
    seconds = float(seconds)
    call = connect(conf)
    command = {'prefix': prefix}

    def repeat(duration):
        times = []
        end = time.perf_counter() + duration
        while time.perf_counter() < end:
            start = time.perf_counter()
            call(command)
            times.append((time.perf_counter() - start) * 1000)
        return times

    repeat(LEAD)
    total = seconds + LEAD
    if spin:
        call({'prefix': spin, 'seconds': total})
    times = repeat(seconds)  # From the first call on: the neighbour may well hold up that one until it is done.
    cpu = float(call({'prefix': spin + ' report'})) / total if spin else None
    print(json.dumps({'ms': times, 'cpu': cpu}))
    sys.stdout.flush()


main()
