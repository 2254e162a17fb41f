'use strict';
// A module that does what no module should, one command each. Only for tests.
const { defineModule } = require('mgrp');
const { spawn } = require('node:child_process');
const fs = require('node:fs');

const forever = () => new Promise(() => setInterval(() => {}, 1000));
const command = (desc, handler) => ({ desc, perm: 'r', handler });

// The runner's own socket, found among the open files.
function rawWrite(data) {
  for (const fd of fs.readdirSync('/proc/self/fd').map(Number)) {
    try {
      if (fs.readlinkSync(`/proc/self/fd/${fd}`).startsWith('socket:')) {
        for (let at = 0; at < data.length;) {
          try {
            at += fs.writeSync(fd, data, at);
          } catch (error) {
            if (error.code !== 'EAGAIN') throw error;
          }
        }
      }
    } catch { /* not this one */ }
  }
}

module.exports = defineModule({
  options: { mode: { type: 'str', default: '' } },
  notify: {
    osd_map(_, mgr) { return mgr.options.mode === 'deaf' ? forever() : undefined; },
    clog(_, mgr) { return mgr.options.mode === 'deaf' ? forever() : undefined; },
  },
  serve(mgr) { while (mgr.options.mode === 'serve_loop'); },
  shutdown(mgr) { return mgr.options.mode === 'ignore_shutdown' ? forever() : undefined; },
  commands: {
    'evil js crash': command('End in native code', () => process.abort()),
    'evil js exit': command('End without a word', () => process.reallyExit(3)),
    'evil js loop': command('Never answer', () => { for (;;); }),
    'evil js leak': command('Take memory until somebody objects', async () => {
      const hoard = [];
      for (;;) {
        hoard.push(Buffer.alloc(16 << 20, 1));
        await new Promise((done) => setTimeout(done, 10));
      }
    }),
    'evil js log': command('Write 100 MB of log', () => {
      const line = 'x'.repeat(999);
      for (let i = 0; i < 50000; i++) process.stdout.write(`${line}\n`);
      for (let i = 0; i < 50000; i++) console.error(line);
      return 'written';
    }),
    'evil js garbage': command('Answer with what is not JSON', () => { rawWrite(Buffer.from('this is not JSON\n')); return forever(); }),
    'evil js huge': command('Answer with more than anybody wants', () => 'x'.repeat(40 << 20)),
    'evil js huge line': command('Send 1 GB in one line, past the SDK', () => {
      const chunk = Buffer.alloc(1 << 20, 'x');
      for (let i = 0; i < 1024; i++) rawWrite(chunk);
      return forever();
    }),
    'evil js fork': command('Leave children behind', () => {
      for (let i = 0; i < 5; i++) spawn('sleep', ['3600'], { detached: true, stdio: 'ignore' }).unref();
      return 'forked';
    }),
  },
});
