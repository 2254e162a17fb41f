'use strict';

const { Buffer } = require('node:buffer');
const { answerOf, answerOfThrown, argumentsOf, declareCommands, fault, withinLimit } = require('./commands.js');
const { KNOWN } = require('./define.js');
const { Documents } = require('./documents.js');
const { RpcError, moduleFault, sentence, traceback } = require('./errors.js');
const { loadDefinition, placeOf } = require('./load.js');
const { ModuleLog } = require('./log.js');
const { Mgr } = require('./mgr.js');
const { Options, declareOptions } = require('./options.js');
const { Store } = require('./store.js');

const SERVE_GRACE_MS = 1000;

/**
 * One module and its life: answers the host's requests, and nothing else. It knows no socket and no process, so
 * that tests can drive it with a host in memory.
 */
class Runner {
  #host;
  #load;
  #log;
  #limits = { reply_bytes: 16 * 1024 * 1024 };
  #options;
  #store;
  #mgr;
  #target; // The definition, or the instance of the class: what handlers have as `this`.
  #declared; // The definition, or the class: what has the declarations.
  #commands = new Map();
  #running = new Map(); // Requests in progress that can be cancelled.
  #stop = new AbortController();
  #serving = null;
  #faulted = false;

  /** @param host `call(method, params, {timeout})`, `notify(method, params)`, `backlog`, and `messageBytes` to set. @param load finds the definition. */
  constructor(host, load = loadDefinition) {
    this.#host = host;
    this.#load = load;
    this.#log = new ModuleLog(host);
  }

  get log() {
    return this.#log;
  }

  get mgr() {
    return this.#mgr;
  }

  /** Answers a request of the host. A promise of undefined means: the answer is not wanted any more. */
  async request(method, params, id) {
    switch (method) {
      case 'initialize': return this.#initialize(params);
      case 'start': return this.#start();
      case 'command': return this.#cancellable(id, (signal) => this.#command(params, signal));
      case 'notify': return this.#notify(params);
      case 'remote': return this.#cancellable(id, (signal) => this.#remote(params, signal));
      case 'ping': return {};
      case 'shutdown': return this.#shutdown(params);
      default: throw new RpcError(-32601, `this runner has no method "${method}"`);
    }
  }

  /** Takes a notification of the host. */
  notification(method, params) {
    if (method === 'options') {
      this.#optionsPushed(params);
    } else if (method === 'store') {
      this.#store?.apply(params);
    } else if (method === 'cancel') {
      this.#running.get(params.id)?.abort();
    }
  }

  /** Something was thrown where nobody waits for it: an event handler, a timer, a forgotten promise. The module restarts. */
  fault(error) {
    if (!this.#faulted && !this.#stop.signal.aborted) {
      this.#faulted = true;
      this.#log.flush();
      this.#host.notify('serve_ended', { error: { message: sentence(error), traceback: traceback(error) } });
    }
  }

  async #initialize(params) {
    if (this.#mgr !== undefined) {
      throw new RpcError(-32602, 'initialize was sent twice');
    }
    const warnings = [];
    this.#limits = { ...this.#limits, ...params.limits };
    this.#host.messageBytes = params.limits?.message_bytes ?? this.#host.messageBytes;
    this.#log.setLevel(params.options?.log_level);
    const log = this.#log.logger(params.module);
    const call = (method, args, options) => this.#host.call(method, args, options);
    this.#options = new Options(params.options, params.mgr_id, (sentence) => log.warning('%s', sentence));
    this.#store = new Store(params.store, call);
    const documents = new Documents(call, params.documents !== 'private');
    try {
      this.#declared = await this.#load(params.path, params.entry, params.class);
      const options = declareOptions(this.#declared.options);
      this.#options.declare(options);
      this.#mgr = new Mgr({ initialize: params, call, documents, options: this.#options, store: this.#store, log });
      this.#target = typeof this.#declared === 'function' ? new this.#declared(this.#mgr) : this.#declared;
      this.#commands = declareCommands(this.#declared.commands, (command, what) => this.#handlerOf(command?.handler ?? command, what));
      this.#warnOfUnknown(warnings);
      await this.#target.load?.(this.#mgr);
      const reason = await this.#target.canRun?.(this.#mgr) ?? true;
      return {
        commands: [...this.#commands.values()].map((command) => command.declaration),
        options,
        notify_types: Object.keys(this.#declared.notify ?? {}),
        can_run: reason === true,
        can_run_reason: reason === true ? '' : String(reason || 'the module says that it cannot run here, and gives no reason'),
        serve: typeof this.#target.serve === 'function',
        warnings,
      };
    } catch (error) {
      throw moduleFault(error, await placeOf(error, params.path));
    }
  }

  #warnOfUnknown(warnings) {
    if (this.#target === this.#declared) {
      for (const name of Object.keys(this.#declared).filter((key) => !KNOWN.has(key))) {
        warnings.push(`defineModule does not know "${name}": known are ${[...KNOWN].join(', ')}`);
      }
    }
    for (const name of ['notify', 'methods']) {
      for (const [key, value] of Object.entries(this.#declared[name] ?? {})) {
        this.#handlerOf(value, `${name}.${key}`);
      }
    }
  }

  // A function, or in a class the name of a method.
  #handlerOf(value, what) {
    const handler = typeof value === 'string' ? this.#target[value] : value;
    if (typeof handler !== 'function') {
      throw new TypeError(typeof value === 'string' ? `${what}: there is no method ${value}` : `${what} has no handler`);
    }
    return handler.bind(this.#target);
  }

  #start() {
    if (typeof this.#target?.serve === 'function' && this.#serving === null) {
      this.#serving = this.#serve();
    }
    return {};
  }

  async #serve() {
    // The answer to `start` goes out first: a serve that computes at once must not delay it.
    await new Promise(setImmediate);
    try {
      await this.#target.serve(this.#mgr, this.#stop.signal);
    } catch (error) {
      this.fault(error);
      return;
    }
    if (!this.#stop.signal.aborted && !this.#faulted) {
      this.#log.flush();
      this.#host.notify('serve_ended', { error: null });
    }
  }

  async #command({ cmd, inbuf, inbuf_base64: base64, session = null, deadline_ms: deadlineMs }, signal) {
    const command = this.#commands.get(cmd.prefix);
    if (command === undefined) {
      return fault(`this module has no command "${cmd.prefix}"`);
    }
    const call = {
      prefix: cmd.prefix,
      format: cmd.format,
      inbuf: base64 === undefined ? Buffer.from(inbuf ?? '', 'utf8') : Buffer.from(base64, 'base64'),
      session,
      deadlineMs,
      signal,
      isAuthorized: async (args) => (await this.#host.call('is_authorized', { session, args })).allowed,
    };
    try {
      return withinLimit(answerOf(await command.handler(argumentsOf(cmd, command.args), this.#mgr, call), cmd.format), this.#limits.reply_bytes);
    } catch (error) {
      return answerOfThrown(error);
    }
  }

  /** What stands in for an answer that was too large, or could not be sent. */
  unsendable(method, error) {
    return method === 'command' ? fault(error.message) : error;
  }

  async #notify({ type, id, version }) {
    const handler = this.#declared?.notify?.[type];
    if (handler !== undefined) {
      await this.#inModule(() => this.#handlerOf(handler, `notify.${type}`)({ type, id, version }, this.#mgr));
    }
    return {};
  }

  async #remote({ caller, method, args, kwargs = {} }, signal) {
    if (args === undefined) { // Only a pickle, of what JSON cannot carry.
      throw new RpcError(-32000, `${this.#mgr.name} is written in JavaScript: call it with values that JSON can carry`, { errno: -95 });
    }
    const methods = this.#declared?.methods ?? {};
    if (!Object.hasOwn(methods, method)) {
      throw new RpcError(-32000, `${this.#mgr?.name} has no method "${method}" for other modules`, { errno: -2 });
    }
    const value = await this.#inModule(() => this.#handlerOf(methods[method], method)(args, this.#mgr, { caller, kwargs, signal }));
    return { value: value ?? null };
  }

  async #inModule(action) {
    try {
      return await action();
    } catch (error) {
      throw moduleFault(error);
    }
  }

  async #cancellable(id, action) {
    const controller = new AbortController();
    this.#running.set(id, controller);
    try {
      const result = await action(controller.signal);
      return controller.signal.aborted ? undefined : result;
    } finally {
      this.#running.delete(id);
    }
  }

  async #optionsPushed(params) {
    const changed = this.#options?.apply(params);
    this.#log.setLevel(this.#options?.stored('log_level'));
    try {
      await this.#target?.configNotify?.(changed, this.#mgr);
    } catch (error) {
      this.#mgr.log.error('configNotify failed: %s', traceback(error));
    }
  }

  async #shutdown({ deadline_ms: deadlineMs = 5000 }) {
    this.#stop.abort();
    try {
      await this.#inModule(() => this.#target?.shutdown?.(this.#mgr));
    } finally {
      await this.#serveEnded(Math.min(SERVE_GRACE_MS, deadlineMs / 2));
      this.#log.flush();
    }
    return {};
  }

  async #serveEnded(graceMs) {
    let timer;
    const late = new Promise((resolve) => {
      timer = setTimeout(resolve, graceMs, true);
    });
    if (await Promise.race([this.#serving, late])) {
      this.#mgr.log.warning('serve did not end when its signal was aborted: pass the signal on to what it waits for');
    }
    clearTimeout(timer);
  }
}

module.exports = { Runner };
