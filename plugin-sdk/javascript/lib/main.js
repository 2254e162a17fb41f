'use strict';

const net = require('node:net');
const { Connection } = require('./connection.js');
const { traceback } = require('./errors.js');
const { Runner } = require('./runner.js');
const { startWatchdog } = require('./watchdog.js');
const { version } = require('../package.json');

const PROTOCOL = 1;
const HELLO_TIMEOUT_MS = 10_000;

/** Connects to the host that the environment names, and lives until the connection ends. */
async function main() {
  const { MGRP_SOCKET: socket, MGRP_TOKEN: token, MGRP_MODULE: module } = process.env;
  Error.stackTraceLimit = 30; // Node's own frames fill the usual ten before the author's come.
  delete process.env.MGRP_TOKEN; // The module, and what it starts, has no use for it.
  if (!socket || !token || !module) {
    die('the environment lacks MGRP_SOCKET, MGRP_TOKEN or MGRP_MODULE. The host sets them; "mgrp ceph module attach NAME" prints them.');
  }
  let runner;
  let accepted = false;
  const stream = net.connect(socket);
  await new Promise((resolve) => {
    stream.once('connect', resolve);
    stream.once('error', (error) => die(`cannot connect to the host at ${socket}: ${error.message}`));
  });
  stream.removeAllListeners('error');
  const connection = new Connection(stream, {
    request: async (method, params, id) => {
      const answer = await runner.request(method, params, id);
      if (method === 'start') {
        startWatchdog(socket);
      } else if (method === 'shutdown') {
        setImmediate(() => leave(connection));
      }
      return answer;
    },
    notification: (method, params) => runner.notification(method, params),
    unsendable: (method, error) => runner.unsendable(method, error),
    closed: () => accepted ? process.exit(0) : die('the host closed the connection before it accepted this runner'),
  });
  runner = new Runner(connection);
  process.on('uncaughtException', (error) => uncaught(runner, error));
  try {
    await connection.call('hello', {
      token,
      protocol: { min: PROTOCOL, max: PROTOCOL },
      sdk: `javascript/${version}`,
      language: 'javascript',
      module,
      pid: process.pid,
    }, { timeout: HELLO_TIMEOUT_MS });
  } catch (error) {
    die(`the host refused this runner: ${error.message}`);
  }
  accepted = true;
  runner.log.captureConsole(module);
}

// Also what a forgotten promise rejects with: Node turns that into an uncaught exception.
function uncaught(runner, error) {
  process.stderr.write(`nothing in the module caught this; the module restarts\n${traceback(error)}\n`);
  runner.fault(error);
}

async function leave(connection) {
  await connection.close();
  process.exit(0);
}

function die(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

module.exports = { main };
