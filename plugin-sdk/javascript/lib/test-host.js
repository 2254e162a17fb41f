'use strict';

const { HostError } = require('./errors.js');
const { parseSignature } = require('./commands.js');
const { MARK } = require('./define.js');
const { Runner } = require('./runner.js');

/**
 * A host in memory for the tests of one module: it loads the module, answers its calls from plain objects, and remembers
 * what the module told it. Everything crosses it as JSON, as it does in production. See `testing.d.ts`.
 */
class TestHost {
  #runner;
  #nextId = 1;
  #versions = new Map();
  #declarations;
  #logs = [];

  documents = {};
  counters = {};
  metadata = {};
  cephOptions = {};
  options = {};
  store = {};
  health = {};
  progress = {};
  uri = null;
  clusterLog = [];
  sentCommands = [];
  /** Answers to `sendCommand` and `remote`: functions that a test replaces. */
  onCommand = ({ cmd }) => ({ retval: -22, stdout: '', stderr: `the test has no answer to "${cmd.prefix}"` });
  onRemote = ({ module, method }) => { throw new HostError('ENOENT', `the test has no ${module}.${method}`); };
  isAuthorized = () => true;
  /** What `serve` ended with: undefined while it runs, null without an error, else `{message, traceback}`. */
  serveEnded = undefined;

  constructor(definition) {
    const host = {
      backlog: 0,
      messageBytes: 0,
      call: async (method, params) => copy(await this.#answer(method, copy(params))),
      notify: (method, params) => this.#told(method, copy(params)),
    };
    this.#runner = new Runner(host, definition?.[MARK] === true ? async () => definition : undefined);
    this.path = typeof definition === 'string' ? definition : process.cwd();
  }

  get mgr() {
    return this.#runner.mgr;
  }

  get declarations() {
    return this.#declarations;
  }

  /** What was logged so far. */
  get logs() {
    this.#runner.log.flush();
    return this.#logs;
  }

  async initialize({ name, entry }) {
    this.#declarations = copy(await this.#runner.request('initialize', {
      protocol: 1, module: name, path: this.path, entry: entry ?? null, class: null, mgr_id: 'x',
      fsid: '00000000-0000-0000-0000-000000000000', ceph_version: 'ceph version 16.2.15 (test) pacific (stable)', release: 'pacific',
      options: { log_level: 'debug', ...this.options }, store: copy(this.store), documents: 'shared',
      limits: { message_bytes: 16777216, reply_bytes: 16777216, concurrency: 8 }, data_dir: this.path,
    }));
  }

  async start() {
    await this.#runner.request('start', {});
  }

  async stop() {
    await this.#runner.request('shutdown', { deadline_ms: 5000 });
  }

  /** @param cmd `'hello'`, or with arguments `{prefix: 'hello', person: 'you'}`. */
  async command(cmd, { inbuf = '', session = 1 } = {}) {
    const full = typeof cmd === 'string' ? { prefix: cmd } : cmd;
    if (!this.#declarations.commands.some((command) => parseSignature(command.cmd).prefix === full.prefix)) {
      throw new Error(`the module declares no command "${full.prefix}"`);
    }
    const id = this.#nextId++;
    return copy(await this.#runner.request('command', { cmd: copy(full), inbuf, session, deadline_ms: 30000 }, id));
  }

  /** Tells the module, and waits until it has handled it. Sets the document first when there is a value. */
  async notify(type, { id = '', document } = {}) {
    if (document !== undefined) {
      this.setDocument(type, document);
    }
    await this.#runner.request('notify', { type, id: copy(id), version: this.#versions.get(type) });
  }

  setDocument(name, value) {
    this.documents[name] = value;
    this.#versions.set(name, (this.#versions.get(name) ?? 1) + 1);
  }

  setOption(name, value) {
    this.options[name] = String(value);
    this.#runner.notification('options', { set: { [name]: String(value) }, removed: [] });
  }

  remote(method, args = [], kwargs = {}) {
    return this.#runner.request('remote', { caller: 'test', method, args: copy(args), kwargs: copy(kwargs) }, this.#nextId++)
      .then((result) => copy(result.value));
  }

  #told(method, params) {
    if (method === 'log') {
      this.#logs.push(...params.lines);
    } else if (method === 'serve_ended') {
      this.serveEnded = params.error;
    }
  }

  #answer(method, params) {
    switch (method) {
      case 'get': return this.#versioned(params, params.name, this.documents[params.name]);
      case 'get_counters': return this.#versioned(params, 'counters', this.counters);
      case 'get_counter': return { samples: this.counters[`${params.type}.${params.id}`]?.samples?.[params.path] ?? [] };
      case 'get_metadata': return { metadata: this.metadata[`${params.type}.${params.id}`] ?? null };
      case 'get_ceph_option': return { value: this.cephOptions[params.name] ?? null };
      case 'set_store': return this.#write('store', this.store, params.key, params.value);
      case 'set_module_option': return this.#write('options', this.options, params.name, params.value);
      case 'set_health_checks': this.health = params.checks; return {};
      case 'progress_update': this.progress[params.id] = params; return {};
      case 'progress_complete': delete this.progress[params.id]; return {};
      case 'progress_clear': this.progress = {}; return {};
      case 'cluster_log': this.clusterLog.push(params); return {};
      case 'set_uri': this.uri = params.uri; return {};
      case 'is_authorized': return { allowed: this.isAuthorized(params) };
      case 'send_command': this.sentCommands.push(params.cmd); return this.onCommand(params);
      case 'remote': return Promise.resolve(this.onRemote(params)).then((value) => ({ value: value ?? null }));
      default: throw new HostError('EOPNOTSUPP', `the test host does not answer ${method}`);
    }
  }

  #versioned({ have }, key, value) {
    if (value === undefined) {
      return { version: 0, value: null };
    }
    const version = this.#versions.get(key) ?? 1;
    return have === version ? { version, unchanged: true } : { version, value };
  }

  #write(what, values, key, value) {
    if (value === null) {
      delete values[key];
    } else {
      values[key] = value;
    }
    this.#runner.notification(what, value === null ? { set: {}, removed: [key] } : { set: { [key]: value }, removed: [] });
    return {};
  }
}

function copy(value) {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

/** Loads a module (what `defineModule` gave, a class, or a folder) into a host in memory. */
async function createTestHost(definition, { name = 'test', entry, ...state } = {}) {
  const host = new TestHost(definition);
  Object.assign(host, state);
  await host.initialize({ name, entry });
  return host;
}

module.exports = { createTestHost };
