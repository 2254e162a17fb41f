'use strict';

const { HostError, RpcError } = require('./errors.js');

const NEWLINE = 0x0a;
const DEFAULT_MESSAGE_BYTES = 16 * 1024 * 1024;
const MAX_CALLS_WAITING = 10_000;
const CALL_TIMEOUT_MS = 120_000;

/**
 * JSON-RPC 2.0 over a stream, one message a line. Calls go out with `call` and `notify`; what comes in goes to
 * `handler.request(method, params, id)`, whose promise is the answer, and `handler.notification(method, params)`.
 */
class Connection {
  #stream;
  #handler;
  #chunks = [];
  #chunkBytes = 0;
  #nextId = 1;
  #waiting = new Map();
  #closed = null;

  /** The longest line that either side sends. `initialize` sets it. */
  messageBytes = DEFAULT_MESSAGE_BYTES;

  constructor(stream, handler) {
    this.#stream = stream;
    this.#handler = handler;
    stream.on('data', (chunk) => this.#read(chunk));
    stream.on('error', () => { /* 'close' follows, and is the one place that ends things. */ });
    stream.on('close', () => this.#end());
  }

  /** Bytes that the host has not taken yet. */
  get backlog() {
    return this.#stream.writableLength;
  }

  call(method, params, { timeout = CALL_TIMEOUT_MS } = {}) {
    if (this.#closed) {
      return Promise.reject(this.#closed);
    }
    if (this.#waiting.size >= MAX_CALLS_WAITING) {
      return Promise.reject(new HostError('EAGAIN', `${MAX_CALLS_WAITING} calls wait for the host already: await them before you make more`));
    }
    const id = this.#nextId++;
    let line;
    try {
      line = this.#encode({ jsonrpc: '2.0', id, method, params });
    } catch (error) {
      return Promise.reject(error);
    }
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(id);
        reject(new HostError('ETIMEDOUT', `the host did not answer ${method} within ${timeout} ms`));
      }, timeout);
      timer.unref();
      this.#waiting.set(id, { resolve, reject, timer });
      this.#stream.write(line);
    });
  }

  notify(method, params) {
    if (!this.#closed) {
      this.#stream.write(this.#encode({ jsonrpc: '2.0', method, params }));
    }
  }

  /** Sends what is queued and closes; resolves when the host has taken it, or the connection is gone. */
  close() {
    return new Promise((resolve) => {
      this.#stream.once('close', resolve);
      this.#stream.end(resolve);
    });
  }

  #encode(message) {
    let line;
    try {
      line = JSON.stringify(message);
    } catch (error) {
      throw new HostError('EINVAL', `${message.method ?? 'the answer'} holds what JSON cannot carry: ${error.message}`);
    }
    // A UTF-16 unit is at most three bytes: only a line that might be too long is measured.
    if (line.length * 3 > this.messageBytes && Buffer.byteLength(line) >= this.messageBytes) {
      throw new HostError('E2BIG', `${message.method ?? 'the answer'} is larger than the ${this.messageBytes} bytes that a message may have`);
    }
    return line + '\n';
  }

  #read(chunk) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      this.#chunks.push(chunk.subarray(start, end));
      const line = this.#chunks.length === 1 ? this.#chunks[0] : Buffer.concat(this.#chunks);
      this.#chunks = [];
      this.#chunkBytes = 0;
      this.#receive(line.toString('utf8'));
      start = end + 1;
    }
    if (start < chunk.length) {
      this.#chunks.push(chunk.subarray(start));
      this.#chunkBytes += chunk.length - start;
      if (this.#chunkBytes > this.messageBytes) {
        this.#stream.destroy(new Error('the host sent a line that is too long'));
      }
    }
  }

  #receive(line) {
    let message;
    try {
      message = JSON.parse(line);
    } catch (error) {
      this.#answer(null, new RpcError(-32700, `not JSON: ${error.message}`));
      return;
    }
    if (message === null || typeof message !== 'object' || Array.isArray(message)) {
      this.#answer(null, new RpcError(-32600, 'a message is a JSON object'));
    } else if (typeof message.method !== 'string') {
      this.#settle(message);
    } else if (message.id === undefined) {
      this.#handler.notification(message.method, message.params ?? {});
    } else {
      this.#serve(message.id, message.method, message.params ?? {});
    }
  }

  async #serve(id, method, params) {
    let result;
    try {
      result = await this.#handler.request(method, params, id);
    } catch (error) {
      this.#answer(id, error);
      return;
    }
    if (result !== undefined) {
      try {
        this.#write(this.#encode({ jsonrpc: '2.0', id, result }));
      } catch (error) {
        this.#answer(id, this.#handler.unsendable?.(method, error) ?? error);
      }
    }
  }

  /** `outcome` is an error, or a result that stands in for one that could not be sent. */
  #answer(id, outcome) {
    if (!(outcome instanceof Error)) {
      this.#write(this.#encode({ jsonrpc: '2.0', id, result: outcome }));
      return;
    }
    const error = outcome instanceof RpcError
      ? { code: outcome.code, message: outcome.message, data: outcome.data }
      : { code: -32000, message: outcome.message, data: { errno: outcome.errno ?? -22 } };
    this.#write(this.#encode({ jsonrpc: '2.0', id, error }));
  }

  #write(line) {
    if (!this.#closed) {
      this.#stream.write(line);
    }
  }

  #settle({ id, result, error }) {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) {
      return; // Timed out here before the host answered.
    }
    this.#waiting.delete(id);
    clearTimeout(waiting.timer);
    if (error) {
      waiting.reject(new HostError(error.data?.errno ?? -22, error.message ?? 'the host gave no reason', error.data?.traceback));
    } else {
      waiting.resolve(result);
    }
  }

  #end() {
    this.#closed = new HostError('EPIPE', 'the connection to the host is closed');
    for (const { reject, timer } of this.#waiting.values()) {
      clearTimeout(timer);
      reject(this.#closed);
    }
    this.#waiting.clear();
    this.#handler.closed?.();
  }
}

module.exports = { Connection };
