"""A module that does what no module should, one command each. Only for tests."""
import os
import socket
import subprocess
import sys
import time

from mgr_module import CLIReadCommand, HandleCommandResult, MgrModule, Option


class Module(MgrModule):
    MODULE_OPTIONS = [Option('mode', type='str', default='')]
    NOTIFY_TYPES = ['osd_map', 'clog']

    def serve(self):
        while self.get_module_option('mode') == 'serve_loop':
            pass

    def notify(self, notify_type, notify_id):
        if self.get_module_option('mode') == 'deaf':
            time.sleep(3600)

    def shutdown(self):
        if self.get_module_option('mode') == 'ignore_shutdown':
            time.sleep(3600)

    @CLIReadCommand('evil py crash')
    def crash(self):
        """End in native code"""
        os.abort()

    @CLIReadCommand('evil py exit')
    def exit(self):
        """End without a word"""
        os._exit(3)

    @CLIReadCommand('evil py loop')
    def loop(self):
        """Never answer"""
        while True:
            pass

    @CLIReadCommand('evil py leak')
    def leak(self):
        """Take memory until somebody objects"""
        hoard = []
        while True:
            hoard.append(bytearray(16 << 20))
            time.sleep(0.01)

    @CLIReadCommand('evil py log')
    def log_flood(self):
        """Write 100 MB of log"""
        line = 'x' * 999
        for _ in range(50_000):
            print(line)
        for _ in range(50_000):
            self.log.error(line)
        sys.stdout.flush()
        return HandleCommandResult(stdout='written')

    @CLIReadCommand('evil py garbage')
    def garbage(self):
        """Answer with what is not JSON"""
        for fd in range(3, 64):
            try:
                with socket.socket(fileno=os.dup(fd)) as s:
                    if s.family == socket.AF_UNIX:
                        s.sendall(b'this is not JSON\n')
            except OSError:
                pass
        time.sleep(3600)

    @CLIReadCommand('evil py huge')
    def huge(self):
        """Answer with more than anybody wants"""
        return HandleCommandResult(stdout='x' * (40 << 20))

    @CLIReadCommand('evil py huge line')
    def huge_line(self):
        """Send 1 GB in one line, past the SDK"""
        for fd in range(3, 64):
            try:
                with socket.socket(fileno=os.dup(fd)) as s:
                    if s.family == socket.AF_UNIX:
                        for _ in range(1024):
                            s.sendall(b'x' * (1 << 20))
            except OSError:
                pass
        time.sleep(3600)

    @CLIReadCommand('evil py fork')
    def fork(self):
        """Leave children behind"""
        for _ in range(5):
            subprocess.Popen(['sleep', '3600'], start_new_session=True)
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                time.sleep(3600)
            os._exit(0)
        return HandleCommandResult(stdout='forked')
