"""Sends one command again and again, to a real manager through librados or to ours through its admin socket.

    client.py rados CONF  SECONDS COMMAND [SPIN]
    client.py asok SOCKET SECONDS COMMAND [SPIN]

Prints {"ms": [...], "cpu": share of a core that the neighbour got, or null}. With SPIN (a prefix) another module is told to
compute meanwhile.
"""
import json
import socket
import struct
import sys
import time

LEAD = 0.15


def through_rados(conf):
    import rados
    cluster = rados.Rados(conffile=conf)
    cluster.connect(timeout=30)

    def call(command):
        code, out, status = cluster.mgr_command(json.dumps(command), b'')
        if code != 0:
            raise SystemExit('%s: %d %s' % (command['prefix'], code, status))
        return out.decode()

    return call


def through_socket(path):
    def receive(s, size):
        data = b''
        while len(data) < size:
            part = s.recv(size - len(data))
            if not part:
                raise SystemExit('the admin socket closed the connection')
            data += part
        return data

    def call(command):
        with socket.socket(socket.AF_UNIX) as s:
            s.connect(path)
            s.sendall(json.dumps(command).encode() + b'\0')
            size, = struct.unpack('>I', receive(s, 4))
            text = receive(s, size).decode()
        if text.startswith('ERROR:'):
            raise SystemExit('%s: %s' % (command['prefix'], text))
        return text

    return call


def main():
    how, where, seconds, prefix = sys.argv[1:5]
    spin = sys.argv[5] if len(sys.argv) > 5 else None
    seconds = float(seconds)
    call = {'rados': through_rados, 'asok': through_socket}[how](where)
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
