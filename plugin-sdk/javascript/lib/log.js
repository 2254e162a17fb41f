'use strict';

const { Console } = require('node:console');
const { Writable } = require('node:stream');
const { format } = require('node:util');

const LEVELS = { debug: 10, info: 20, warning: 30, error: 40, critical: 50 };
const MAX_LINES = 1000;
const MAX_LINE_CHARS = 16 * 1024;
const CHARS_PER_MESSAGE = 256 * 1024;
const FLUSH_MS = 15;
const BACKLOG_BYTES = 1024 * 1024;

/**
 * The module's log. Lines are sent in batches; at most 1000 wait, and what comes beyond that is counted and dropped,
 * so that a module that floods its log is slowed down by nothing and costs no memory.
 */
class ModuleLog {
  #host;
  #lines = [];
  #dropped = 0;
  #timer = null;
  #threshold = LEVELS.info;

  /** @param host what sends: `notify(method, params)` and `backlog` in bytes. */
  constructor(host) {
    this.#host = host;
  }

  setLevel(level) {
    this.#threshold = LEVELS[level] ?? LEVELS.info;
  }

  /** A logger whose lines carry `name`. */
  logger(name) {
    const log = {
      child: (sub) => this.logger(`${name}.${sub}`),
      isEnabled: (level) => LEVELS[level] >= this.#threshold,
    };
    for (const level of Object.keys(LEVELS)) {
      log[level] = (...values) => this.write(level, name, values);
    }
    return Object.freeze(log);
  }

  write(level, name, values) {
    if (LEVELS[level] < this.#threshold) {
      return;
    }
    if (this.#lines.length >= MAX_LINES) {
      this.#dropped++;
      return;
    }
    const text = format(...values);
    this.#lines.push({ level, message: text.length > MAX_LINE_CHARS ? `${text.slice(0, MAX_LINE_CHARS)}… (cut)` : text, name });
    this.#timer ??= setTimeout(() => this.#tick(), FLUSH_MS);
  }

  /** Sends everything that waits. */
  flush() {
    clearTimeout(this.#timer);
    this.#timer = null;
    while (this.#lines.length > 0 || this.#dropped > 0) {
      const dropped = this.#dropped;
      this.#dropped = 0;
      this.#host.notify('log', { lines: this.#takeBatch(), dropped });
    }
  }

  #takeBatch() {
    let chars = 0;
    let count = 0;
    while (count < this.#lines.length && chars < CHARS_PER_MESSAGE) {
      chars += this.#lines[count++].message.length;
    }
    return this.#lines.splice(0, count);
  }

  #tick() {
    if (this.#host.backlog > BACKLOG_BYTES) {
      this.#timer = setTimeout(() => this.#tick(), FLUSH_MS); // The host is behind: let it catch up first.
      return;
    }
    this.flush();
  }

  /** Sends what is written with `console` to this log, under `name`. */
  captureConsole(name) {
    const sink = (level) => new Writable({
      decodeStrings: false,
      write: (text, _encoding, done) => {
        this.write(level, name, ['%s', String(text).replace(/\n$/, '')]);
        done();
      },
    });
    const captured = new Console({ stdout: sink('info'), stderr: sink('error'), colorMode: false });
    captured.debug = (...values) => this.write('debug', name, values);
    captured.warn = (...values) => this.write('warning', name, values);
    for (const method of Object.keys(captured)) {
      if (typeof captured[method] === 'function') {
        console[method] = captured[method];
      }
    }
  }
}

module.exports = { ModuleLog };
