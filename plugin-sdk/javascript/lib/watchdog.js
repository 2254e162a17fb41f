'use strict';

const { readFileSync } = require('node:fs');
const { Worker } = require('node:worker_threads');

const BEAT_MS = 250;

/** Whether the host's end of the connection, the one that carries the socket's path, is in the kernel's table. */
function isHostThere(readFile, socket) {
  const connected = '03';
  return readFile('/proc/self/net/unix', 'utf8').split('\n')
    .some((line) => line.endsWith(` ${socket}`) && line.split(' ').filter(Boolean)[5] === connected);
}

// While the main thread beats, this one does nothing.
const WATCH = `
  const { readFileSync } = require('node:fs');
  const { workerData: { beats, socket, beatMs } } = require('node:worker_threads');
  ${isHostThere}
  let last = 0;
  setInterval(() => {
    const now = Atomics.load(beats, 0);
    if (now === last && !isHostThere(readFileSync, socket)) {
      process.kill(process.pid, 'SIGKILL');
    }
    last = now;
  }, 2 * beatMs);
`;

/**
 * Ends this process when the host goes away while an endless loop in the module keeps the main thread from noticing:
 * a thread of its own looks. Linux only; elsewhere there is the host's kill. Call it while the host is connected.
 */
function startWatchdog(socket) {
  try {
    if (!isHostThere(readFileSync, socket)) {
      return;
    }
  } catch {
    return; // No /proc here.
  }
  const beats = new Int32Array(new SharedArrayBuffer(4));
  setInterval(() => Atomics.add(beats, 0, 1), BEAT_MS).unref();
  new Worker(WATCH, {
    eval: true,
    env: {},
    execArgv: [],
    workerData: { beats, socket, beatMs: BEAT_MS },
    resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1 },
  }).unref();
}

module.exports = { startWatchdog };
