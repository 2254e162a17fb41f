'use strict';

const { HostError } = require('./errors.js');

/** What a module sees of its manager and of the cluster. One per module; see `index.d.ts` for each member. */
class Mgr {
  #call;
  #documents;
  #options;

  constructor({ initialize, call, documents, options, store, log }) {
    this.#call = call;
    this.#documents = documents;
    this.#options = options;
    this.name = initialize.module;
    this.path = initialize.path;
    this.id = initialize.mgr_id;
    this.fsid = initialize.fsid;
    this.cephVersion = initialize.ceph_version;
    this.release = initialize.release;
    this.dataDir = initialize.data_dir;
    this.log = log;
    this.store = store;
    this.progress = Object.freeze({
      update: (id, { message, fraction, addToCephS = false }) =>
        this.#do('progress_update', { id, message, fraction, add_to_ceph_s: addToCephS }),
      complete: (id) => this.#do('progress_complete', { id }),
      clear: () => this.#do('progress_clear', {}),
    });
    Object.freeze(this);
  }

  async get(name) {
    return (await this.getVersioned(name)).value;
  }

  getVersioned(name) {
    return this.#documents.read('get', name, { name });
  }

  async counters({ services, prioLimit } = {}) {
    const params = { prio_limit: prioLimit, services };
    return (await this.#documents.read('get_counters', `counters ${JSON.stringify(params)}`, params)).value;
  }

  async counter(type, id, path) {
    return (await this.#call('get_counter', { type, id, path })).samples;
  }

  perfSchema(type = '', id = '') {
    return this.#call('get_perf_schema', { type, id });
  }

  server(hostname) {
    return this.#call('get_server', { hostname });
  }

  servers() {
    return this.#call('get_server', { hostname: null });
  }

  async metadata(type, id) {
    return (await this.#call('get_metadata', { type, id })).metadata;
  }

  async daemonStatus(type, id) {
    return (await this.#call('get_daemon_status', { type, id })).status;
  }

  get options() {
    return this.#options.values;
  }

  localizedOption(name) {
    return this.#options.localized(name);
  }

  setOption(name, value, { localized = false } = {}) {
    return this.#setOption(this.name, name, value, localized);
  }

  async moduleOption(module, name) {
    return (await this.#call('get_module_option', { module, name })).value;
  }

  setModuleOption(module, name, value) {
    return this.#setOption(module, name, value, false);
  }

  async cephOption(name) {
    return (await this.#call('get_ceph_option', { name })).value;
  }

  setHealthChecks(checks) {
    const full = Object.entries(checks).map(([code, { severity = 'warning', summary, detail = [], count }]) =>
      [code, { severity, summary, count: count ?? Math.max(1, detail.length), detail }]);
    return this.#do('set_health_checks', { checks: Object.fromEntries(full) });
  }

  clusterLog(level, message, { channel = 'cluster' } = {}) {
    return this.#do('cluster_log', { channel, level, message });
  }

  sendCommand(cmd, { target = 'mon', id = '', inbuf = '', tag = null, timeout } = {}) {
    return this.#call('send_command', { target, id, cmd: typeof cmd === 'string' ? { prefix: cmd } : cmd, inbuf, tag }, { timeout });
  }

  async remote(module, method, args = [], { kwargs = {}, timeout } = {}) {
    const answer = await this.#call('remote', { module, method, args, kwargs }, { timeout });
    if (answer.value === undefined) {
      throw new HostError('EOPNOTSUPP', `${module}.${method} gave a Python object that JSON cannot carry`);
    }
    return answer.value;
  }

  setUri(uri) {
    return this.#do('set_uri', { uri });
  }

  #setOption(module, name, value, localized) {
    return this.#do('set_module_option', { module, name, value: value === null || value === undefined ? null : String(value), localized });
  }

  async #do(method, params) {
    await this.#call(method, params);
  }
}

module.exports = { Mgr };
