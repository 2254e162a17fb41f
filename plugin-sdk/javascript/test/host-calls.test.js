'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { FakeHost } = require('./fake-host.js');

const module_ = (members) => ({ 'index.mjs': `
  import fs from 'node:fs';
  import { defineModule, HostError } from 'mgrp';
  const seen = [];
  export default defineModule({ ${members} });` });

// A module with one command, whose handler is the given body.
const doing = (body, members = '') => module_(`
  commands: { 'probe do': { perm: 'r', async handler(args, mgr, call) { ${body} } } }, ${members}`);

const doIt = async (host) => JSON.parse((await host.command({ prefix: 'probe do', format: 'json' })).stdout);

test('An unchanged document is asked for with its version, and parsed once', async (t) => {
  const host = await FakeHost.running(t, doing('const a = await mgr.get("osd_map"); const b = await mgr.get("osd_map"); return { same: a === b, epoch: b.epoch };'), {
    answers: { get: ({ have }) => have === 5 ? { version: 5, unchanged: true } : { version: 5, value: { epoch: 17 } } },
  });
  assert.deepEqual(await doIt(host), { same: true, epoch: 17 });
  assert.deepEqual(host.calls.filter((call) => call.method === 'get').map((call) => call.params), [{ name: 'osd_map' }, { name: 'osd_map', have: 5, changes: true }]);
});

test('A newer version made of the changes leaves the older one as it was', async (t) => {
  const host = await FakeHost.running(t, doing('const a = await mgr.get("osd_map"); const b = await mgr.get("osd_map"); return { a, b, same: a.osds[0] === b.osds[0] };'), {
    answers: {
      get: ({ have }) => have === 5
        ? { version: 6, from: 5, changes: { set: { epoch: 18 }, items: { osds: [[1, { up: 0 }], [2, { up: 1 }]] } } }
        : { version: 5, value: { epoch: 17, osds: [{ up: 1 }, { up: 1 }] } },
    },
  });
  assert.deepEqual(await doIt(host), {
    a: { epoch: 17, osds: [{ up: 1 }, { up: 1 }] }, b: { epoch: 18, osds: [{ up: 1 }, { up: 0 }, { up: 1 }] }, same: true,
  });
});

test('A module that wants private documents gets its own copy each time', async (t) => {
  const host = await FakeHost.running(t, doing('const a = await mgr.get("m"); a.list.push(1); return mgr.get("m");'), {
    initialize: { documents: 'private' },
    answers: { get: ({ have }) => have === 1 ? { version: 1, unchanged: true } : { version: 1, value: { list: [] } } },
  });
  assert.deepEqual(await doIt(host), { list: [] });
});

test('A document in a file is read from it', async (t) => {
  const host = await FakeHost.running(t, doing('return mgr.getVersioned("osd_map");'));
  const file = path.join(host.folder, 'osd_map.3.json');
  fs.writeFileSync(file, '{"epoch":3}');
  host.answers.get = () => ({ version: 3, path: file, size: 11 });
  assert.deepEqual(await doIt(host), { version: 3, value: { epoch: 3 } });
});

test('A document whose file was replaced meanwhile is asked for again', async (t) => {
  const host = await FakeHost.running(t, doing('return mgr.get("osd_map");'));
  let asked = 0;
  host.answers.get = () => ++asked === 1 ? { version: 3, path: path.join(host.folder, 'gone.json'), size: 1 } : { version: 4, value: ['new'] };
  assert.deepEqual(await doIt(host), ['new']);
});

test('An unknown document is null', async (t) => {
  const host = await FakeHost.running(t, doing('return { value: await mgr.get("nope") };'), { answers: { get: () => ({ version: 0, value: null }) } });
  assert.deepEqual(await doIt(host), { value: null });
});

test('Counters are read in one call, and shared while they are unchanged', async (t) => {
  const host = await FakeHost.running(t, doing('const a = await mgr.counters({ services: ["osd"] }); return (await mgr.counters({ services: ["osd"] })) === a && Object.keys(a);'), {
    answers: { get_counters: ({ have }) => have === 2 ? { version: 2, unchanged: true } : { version: 2, value: { 'osd.0': {} } } },
  });
  assert.deepEqual(await doIt(host), ['osd.0']);
  assert.deepEqual(host.calls.find((call) => call.method === 'get_counters').params, { services: ['osd'] });
});

test('Every call sends what the protocol names and gives what a reader wants', async (t) => {
  const calls = {
    get_counter: [`mgr.counter('osd', '0', 'osd.op_w')`, { samples: [[1, 2]] }, [[1, 2]], { type: 'osd', id: '0', path: 'osd.op_w' }],
    get_perf_schema: [`mgr.perfSchema('osd')`, { 'osd.0': {} }, { 'osd.0': {} }, { type: 'osd', id: '' }],
    get_server: [`mgr.server('vm')`, { hostname: 'vm' }, { hostname: 'vm' }, { hostname: 'vm' }],
    get_metadata: [`mgr.metadata('osd', '0')`, { metadata: { a: 'b' } }, { a: 'b' }, { type: 'osd', id: '0' }],
    get_daemon_status: [`mgr.daemonStatus('rgw', 'gw')`, { status: { a: 1 } }, { a: 1 }, { type: 'rgw', id: 'gw' }],
    get_ceph_option: [`mgr.cephOption('osd_pool_default_size')`, { value: 3 }, 3, { name: 'osd_pool_default_size' }],
    get_module_option: [`mgr.moduleOption('other', 'x')`, { value: 'y' }, 'y', { module: 'other', name: 'x' }],
    set_module_option: [`mgr.setOption('interval', 9, { localized: true })`, {}, undefined, { module: 'probe', name: 'interval', value: '9', localized: true }],
    set_health_checks: [`mgr.setHealthChecks({ A: { summary: 's', detail: ['x', 'y'] } })`, {}, undefined,
      { checks: { A: { severity: 'warning', summary: 's', count: 2, detail: ['x', 'y'] } } }],
    progress_update: [`mgr.progress.update('e', { message: 'm', fraction: 0.5, addToCephS: true })`, {}, undefined,
      { id: 'e', message: 'm', fraction: 0.5, add_to_ceph_s: true }],
    progress_complete: [`mgr.progress.complete('e')`, {}, undefined, { id: 'e' }],
    progress_clear: ['mgr.progress.clear()', {}, undefined, {}],
    cluster_log: [`mgr.clusterLog('warning', 'm')`, {}, undefined, { channel: 'cluster', level: 'warning', message: 'm' }],
    send_command: [`mgr.sendCommand({ prefix: 'osd tree' }, { tag: 't' })`, { retval: 0, stdout: 'x', stderr: '' }, { retval: 0, stdout: 'x', stderr: '' },
      { target: 'mon', id: '', cmd: { prefix: 'osd tree' }, inbuf: '', tag: 't' }],
    remote: [`mgr.remote('other', 'add', [1, 2])`, { value: 3 }, 3, { module: 'other', method: 'add', args: [1, 2], kwargs: {} }],
    set_uri: [`mgr.setUri('https://x')`, {}, undefined, { uri: 'https://x' }],
    set_store: [`mgr.store.setJson('k', { a: 1 })`, {}, undefined, { key: 'k', value: '{"a":1}' }],
  };
  const body = Object.entries(calls).map(([name, [code]]) => `seen.push(['${name}', await ${code}]);`).join('\n');
  const answers = Object.fromEntries(Object.entries(calls).map(([name, [, answer]]) => [name, () => answer]));
  const host = await FakeHost.running(t, doing(`${body} return seen;`), { answers });
  const got = new Map(await doIt(host));
  for (const [name, [, , value, params]] of Object.entries(calls)) {
    assert.deepEqual(got.get(name) ?? undefined, value, name);
    assert.deepEqual(host.calls.find((call) => call.method === name)?.params, params, name);
  }
});

test('A refused call throws a HostError with the errno and the sentence', async (t) => {
  const host = await FakeHost.running(t, doing('try { await mgr.get("osd_map"); } catch (e) { return [e instanceof HostError, e.errno, e.message]; }'), {
    answers: { get: () => { throw { errno: -13, message: 'add "osd_map" to capabilities.documents' }; } },
  });
  assert.deepEqual(await doIt(host), [true, -13, 'add "osd_map" to capabilities.documents']);
});

test('A call that the host never answers ends at its deadline', async (t) => {
  const host = await FakeHost.running(t, doing('try { await mgr.remote("a", "b", [], { timeout: 20 }); } catch (e) { return e.errno; }'));
  host.answers.remote = () => { throw new Error('unused'); };
  const send = host.connection.write.bind(host.connection);
  host.connection.write = (text) => text.includes('unused') ? true : send(text);
  assert.equal(await doIt(host), -110);
});

test('Options are typed, fall back to their defaults, and follow each change', async (t) => {
  const host = await FakeHost.running(t, doing('return { options: mgr.options, here: mgr.localizedOption("interval"), seen };', `
    options: {
      interval: { type: 'secs', default: 5 }, size: { type: 'size', default: '4K' }, ratio: { type: 'float', default: 0.5 },
      on: { type: 'bool', default: false }, name: { default: 'x' }, unset: {},
    },
    configNotify(changed, mgr) { seen.push([changed, mgr.options.interval]); },`), {
    initialize: { options: { interval: '1h30m', size: '2Mi', ratio: 'many', on: 'Yes', 'x/interval': '7', log_level: 'debug' } },
  });
  assert.equal(host.declarations.options[1].default, '4K');
  assert.deepEqual(await doIt(host), {
    options: { interval: 5400, size: 2097152, ratio: 0.5, on: true, name: 'x', unset: null }, here: 7, seen: [],
  });
  await host.until(() => host.logs.some((line) => /option ratio is "many", which is not of type float/.test(line.message)));
  host.notify('options', { set: { interval: '9', ratio: '1e-3' }, removed: ['size', 'x/interval'] });
  assert.deepEqual(await doIt(host), {
    options: { interval: 9, size: 4096, ratio: 0.001, on: true, name: 'x', unset: null }, here: 9,
    seen: [[['interval', 'ratio', 'size', 'interval'], 9]],
  });
});

test('The store is read locally, and follows what the host pushes', async (t) => {
  const host = await FakeHost.running(t, doing('return [mgr.store.get("a") ?? null, mgr.store.keys("b/"), mgr.store.has("c")];'), {
    initialize: { store: { a: '1', 'b/2': 'y', 'b/1': 'x' } },
  });
  assert.deepEqual(await doIt(host), ['1', ['b/1', 'b/2'], false]);
  host.notify('store', { set: { c: '3' }, removed: ['a', 'b/1'] });
  assert.deepEqual(await doIt(host), [null, ['b/2'], true]);
});

test('A module sees its own write at once, and never goes back to an older one', async (t) => {
  const host = await FakeHost.running(t, doing('await Promise.all([mgr.store.set("k", "1"), mgr.store.set("k", "2")]); const now = mgr.store.get("k"); await mgr.store.delete("k"); return [now, mgr.store.has("k")];'));
  let written = 0;
  host.answers.set_store = ({ key, value }) => {
    if (++written === 2) {
      host.notify('store', { set: { k: '1' }, removed: [] }); // Both echoes come together, before the second answer.
      host.notify('store', { set: { k: '2' }, removed: [] });
    }
    return {};
  };
  assert.deepEqual(await doIt(host), ['2', false]);
});

test('A notification is answered when it has been handled, and a fault in it is told', async (t) => {
  const host = await FakeHost.running(t, doing('return seen;', `
    notify: { async health(event) { await null; seen.push(event); }, osd_map() { throw new Error('broken'); } },`));
  assert.deepEqual(host.declarations.notify_types, ['health', 'osd_map']);
  assert.deepEqual(await host.request('notify', { type: 'health', id: '', version: 3 }), {});
  await assert.rejects(host.request('notify', { type: 'osd_map', id: '', version: 3 }), (error) => /broken/.test(error.data.traceback));
  assert.deepEqual(await host.request('notify', { type: 'fs_map', id: '', version: 3 }), {});
  assert.deepEqual(await doIt(host), [{ type: 'health', id: '', version: 3 }]);
});

test('Other modules call the methods that are offered, and no others', async (t) => {
  const host = await FakeHost.running(t, module_(`methods: {
    add: ([a, b], mgr, { caller, kwargs }) => ({ sum: a + b, caller, kwargs }), fail() { throw new Error('broken'); } },`));
  assert.deepEqual(await host.request('remote', { caller: 'other', method: 'add', args: [1, 2], kwargs: { x: 1 } }),
    { value: { sum: 3, caller: 'other', kwargs: { x: 1 } } });
  await assert.rejects(host.request('remote', { caller: 'other', method: 'none', args: [], kwargs: {} }), (error) => error.data.errno === -2);
  await assert.rejects(host.request('remote', { caller: 'other', method: 'toString', args: [], kwargs: {} }), (error) => error.data.errno === -2);
  await assert.rejects(host.request('remote', { caller: 'other', method: 'fail', args: [], kwargs: {} }), (error) => /broken/.test(error.data.traceback));
  await assert.rejects(host.request('remote', { caller: 'other', method: 'add', pickle: 'gASV' }), (error) => error.data.errno === -95);
});
