'use strict';

const { spawn } = require('node:child_process');
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const readline = require('node:readline');

const RUNNER = path.join(__dirname, '..', 'runner.mjs');
const LIMIT_MS = 60_000;

/** Writes a plugin folder: `{ 'index.mjs': '…' }`. */
function pluginFolder(t, files) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mgrp-js-'));
  t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  }
  return folder;
}

/** Plays the host for one real runner process. */
class FakeHost {
  #nextId = 1;
  #waiting = new Map();
  #watchers = new Set();

  /** What answers the runner's calls: by method, from params to result. A thrown `{errno, message}` is an error answer. */
  answers = { hello: () => ({ protocol: 1 }) };
  calls = [];
  logs = [];
  dropped = 0;
  notifications = [];
  stderr = '';

  static async start(t, files, { answers = {}, env = {} } = {}) {
    const host = new FakeHost();
    Object.assign(host.answers, answers);
    host.folder = typeof files === 'string' ? files : pluginFolder(t, files);
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'mgrp-sock-'));
    const socket = path.join(directory, 's');
    const server = net.createServer((connection) => host.#accept(connection)).listen(socket);
    await limited(new Promise((resolve) => server.once('listening', resolve)), 'listening');
    host.child = spawn(process.execPath, [RUNNER], {
      env: { PATH: process.env.PATH, MGRP_SOCKET: socket, MGRP_TOKEN: 'secret', MGRP_MODULE: 'probe', MGRP_PATH: host.folder, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    host.child.stderr.on('data', (text) => {
      host.stderr += text;
      host.#look();
    });
    host.exited = new Promise((resolve) => host.child.once('close', (code, signal) => resolve({ code, signal })));
    t.after(async () => {
      host.connection?.destroy();
      host.child.kill('SIGKILL');
      await host.exited;
      server.close();
      fs.rmSync(directory, { recursive: true, force: true });
    });
    return host;
  }

  async initialize(params = {}) {
    await this.until(() => this.calls.some((call) => call.method === 'hello'));
    return this.request('initialize', {
      protocol: 1, module: 'probe', path: this.folder, entry: null, class: null, mgr_id: 'x', fsid: 'f',
      ceph_version: 'ceph version 16.2.15', release: 'pacific', options: { log_level: 'debug' }, store: {}, documents: 'shared',
      limits: { message_bytes: 16777216, reply_bytes: 16777216, concurrency: 8 }, data_dir: this.folder, ...params,
    });
  }

  /** Starts, initializes and starts the module. */
  static async running(t, files, options = {}) {
    const host = await FakeHost.start(t, files, options);
    host.declarations = await host.initialize(options.initialize);
    await host.request('start', {});
    return host;
  }

  request(method, params, id = this.#nextId++) {
    const answer = new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
    this.#send({ jsonrpc: '2.0', id, method, params });
    return limited(answer, `the answer to ${method}`);
  }

  command(cmd, more = {}) {
    return this.request('command', { cmd: typeof cmd === 'string' ? { prefix: cmd } : cmd, inbuf: '', session: 7, deadline_ms: 30000, ...more });
  }

  notify(method, params) {
    this.#send({ jsonrpc: '2.0', method, params });
  }

  /** Waits until the condition holds; it is tested again whenever the runner has said something. */
  until(condition) {
    return limited(new Promise((resolve) => {
      const look = () => {
        if (condition()) {
          this.#watchers.delete(look);
          resolve();
        }
      };
      this.#watchers.add(look);
      look();
    }), `${condition}`);
  }

  #accept(connection) {
    this.connection = connection;
    connection.on('error', () => {});
    readline.createInterface({ input: connection }).on('line', (line) => this.#receive(JSON.parse(line)));
  }

  #receive(message) {
    if (message.method === 'log') {
      this.logs.push(...message.params.lines);
      this.dropped += message.params.dropped;
    } else if (message.method !== undefined && message.id === undefined) {
      this.notifications.push(message);
    } else if (message.method !== undefined) {
      this.#answer(message);
    } else {
      const waiting = this.#waiting.get(message.id);
      if (message.error) {
        waiting?.reject(Object.assign(new Error(message.error.message), { code: message.error.code, data: message.error.data }));
      } else {
        waiting?.resolve(message.result);
      }
    }
    this.#look();
  }

  #look() {
    for (const look of this.#watchers) {
      look();
    }
  }

  #answer({ id, method, params }) {
    this.calls.push({ method, params });
    try {
      this.#send({ jsonrpc: '2.0', id, result: (this.answers[method] ?? (() => ({})))(params) });
    } catch ({ errno, message }) {
      this.#send({ jsonrpc: '2.0', id, error: { code: -32000, message, data: { errno } } });
    }
  }

  #send(message) {
    this.connection.write(`${JSON.stringify(message)}\n`);
  }
}

/** Fails when the promise takes longer than any of these tests may. */
function limited(promise, what) {
  let timer;
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`waited ${LIMIT_MS} ms for ${what}`)), LIMIT_MS);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

module.exports = { FakeHost, pluginFolder, limited };
