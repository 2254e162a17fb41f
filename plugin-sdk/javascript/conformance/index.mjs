// What plugin-sdk/protocol/transcripts/README.md asks of the conformance module, in JavaScript.
import { CommandError, defineModule } from 'mgrp';

const NONE = '(none)';
const seen = [];
const serving = Promise.withResolvers?.() ?? withResolvers();

function withResolvers() {
  const result = {};
  result.promise = new Promise((resolve, reject) => Object.assign(result, { resolve, reject }));
  return result;
}

export default defineModule({
  options: {
    interval: { type: 'int', default: 5, desc: 'A whole number', min: 1, max: 60 },
    ratio: { type: 'float', default: 0.5, desc: 'A number' },
    enabled: { type: 'bool', default: true, desc: 'Yes or no' },
    place: { type: 'str', default: 'world', desc: 'A text' },
  },

  commands: {
    'conformance echo name=text,type=CephString': {
      desc: 'Answer with the text', perm: 'r', handler: ({ text }) => text,
    },
    'conformance add name=a,type=CephInt name=b,type=CephInt,req=false': {
      desc: 'Answer with the sum; b is 100 when it is not given', perm: 'r', handler: ({ a, b = 100 }) => String(a + b),
    },
    'conformance fail name=errno,type=CephInt name=message,type=CephString': {
      desc: 'Fail with the errno and the message', perm: 'r',
      handler({ errno, message }) {
        throw new CommandError(errno, message);
      },
    },
    'conformance throw': {
      desc: 'Throw an exception', perm: 'r',
      handler() {
        throw new Error('boom');
      },
    },
    'conformance wrong': {
      desc: 'Return what is no result', perm: 'r', handler: () => ({ retval: 'zero', stdout: 5 }),
    },
    'conformance large name=bytes,type=CephInt': {
      desc: 'Answer with that many bytes', perm: 'r', handler: ({ bytes }) => 'x'.repeat(bytes),
    },
    'conformance input': {
      desc: 'Answer with the input in hexadecimal', perm: 'r', handler: (args, mgr, call) => call.inbuf.toString('hex'),
    },
    'conformance option name=name,type=CephString': {
      desc: 'Answer with the typed value of an option', perm: 'r', handler: ({ name }, mgr) => JSON.stringify(mgr.options[name]),
    },
    'conformance stored name=key,type=CephString': {
      desc: 'Answer with a stored value', perm: 'r', handler: ({ key }, mgr) => mgr.store.get(key) ?? NONE,
    },
    'conformance store name=key,type=CephString name=value,type=CephString,req=false': {
      desc: 'Store a value, or remove it, and answer with what is stored then', perm: 'rw',
      async handler({ key, value }, mgr) {
        await (value === undefined ? mgr.store.delete(key) : mgr.store.set(key, value));
        return mgr.store.get(key) ?? NONE;
      },
    },
    'conformance get name=name,type=CephString': {
      desc: 'Answer with a document', perm: 'r', handler: async ({ name }, mgr) => JSON.stringify(await mgr.get(name)),
    },
    'conformance remote name=module,type=CephString name=method,type=CephString name=argument,type=CephString': {
      desc: 'Call a method of another module with one argument', perm: 'r',
      handler: async ({ module, method, argument }, mgr) => JSON.stringify(await mgr.remote(module, method, [argument])),
    },
    'conformance send name=word,type=CephString': {
      desc: 'Send a command to the monitors and answer as they do', perm: 'r', handler: ({ word }, mgr) => mgr.sendCommand({ prefix: word }),
    },
    'conformance authorized name=pool,type=CephString': {
      desc: 'Tell whether the caller is allowed to use a pool', perm: 'r',
      handler: async ({ pool }, mgr, call) => JSON.stringify(await call.isAuthorized({ pool })),
    },
    'conformance health': {
      desc: 'Raise a health check', perm: 'rw',
      handler: (args, mgr) => mgr.setHealthChecks({ CONFORMANCE: { severity: 'warning', summary: 'one thing', count: 1, detail: ['a detail'] } }),
    },
    'conformance log': {
      desc: 'Write one line of each level', perm: 'r',
      handler(args, mgr) {
        mgr.log.debug('one');
        mgr.log.info('two');
        mgr.log.warning('three');
        mgr.log.error('four');
      },
    },
    'conformance flood name=lines,type=CephInt': {
      desc: 'Write that many lines', perm: 'r',
      handler({ lines }, mgr) {
        for (let line = 0; line < lines; line++) {
          mgr.log.info('line %d', line);
        }
      },
    },
    'conformance seen': {
      desc: 'List what the module was told', perm: 'r', handler: () => JSON.stringify(seen),
    },
    'conformance end': {
      desc: 'Let serve return', perm: 'rw', handler: () => serving.resolve(),
    },
    'conformance fault': {
      desc: 'Let serve fail', perm: 'rw', handler: () => serving.reject(new Error('serve broke')),
    },
  },

  notify: {
    async osd_map(event, mgr) {
      seen.push(`osd_map ${(await mgr.get('osd_map')).epoch}`);
    },
    clog({ id }) {
      seen.push(`clog ${id.message}`);
    },
  },

  methods: {
    add: ([a, b]) => a + b,
    fail() {
      throw new Error('remote broke');
    },
  },

  async serve(mgr, signal) {
    const stopped = new Promise((resolve) => signal.addEventListener('abort', resolve));
    await Promise.race([serving.promise, stopped]);
  },

  configNotify(changed, mgr) {
    mgr.log.info('config');
  },

  shutdown(mgr) {
    mgr.log.info('shutting down');
  },
});
