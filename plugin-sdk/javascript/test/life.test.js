'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { FakeHost, limited } = require('./fake-host.js');

const module_ = (members, before = '') => ({ 'index.mjs': `
  import { defineModule } from 'mgrp';
  ${before}
  export default defineModule({ ${members} });` });

const served = (host) => host.notifications.filter((message) => message.method === 'serve_ended').map((message) => message.params);

test('A runner that is refused says why and leaves with an error', async (t) => {
  const host = await FakeHost.start(t, module_(''), { answers: { hello: () => { throw { errno: -95, message: 'this host speaks protocol 2 only' }; } } });
  assert.equal((await limited(host.exited, 'exit')).code, 1);
  assert.match(host.stderr, /refused this runner: this host speaks protocol 2 only/);
});

test('A runner started without its environment says what is missing', async (t) => {
  const host = await FakeHost.start(t, module_(''), { env: { MGRP_TOKEN: '' } });
  assert.equal((await limited(host.exited, 'exit')).code, 1);
  assert.match(host.stderr, /lacks MGRP_SOCKET, MGRP_TOKEN or MGRP_MODULE/);
});

test('serve runs until its signal is aborted, and shutdown waits for it', async (t) => {
  const host = await FakeHost.running(t, module_(`
    async serve(mgr, signal) {
      mgr.log.info('serving');
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      mgr.log.info('served');
    },
    shutdown(mgr) { mgr.log.info('shutting down'); },`));
  assert.equal(host.declarations.serve, true);
  await host.until(() => host.logs.some((line) => line.message === 'serving'));
  assert.deepEqual(await host.request('shutdown', { deadline_ms: 5000 }), {});
  assert.deepEqual(await limited(host.exited, 'exit'), { code: 0, signal: null });
  assert.deepEqual(host.logs.map((line) => line.message), ['serving', 'shutting down', 'served']);
  assert.deepEqual(served(host), []);
});

test('A serve that ignores its signal does not hold up shutdown, and is named in the log', async (t) => {
  const host = await FakeHost.running(t, module_('serve: () => new Promise(() => {}),'));
  assert.deepEqual(await host.request('shutdown', { deadline_ms: 200 }), {});
  assert.deepEqual(await limited(host.exited, 'exit'), { code: 0, signal: null });
  assert.match(host.logs[0].message, /serve did not end/);
});

test('A serve that returns has ended without an error', async (t) => {
  const host = await FakeHost.running(t, module_('serve() {},'));
  await host.until(() => served(host).length > 0);
  assert.deepEqual(served(host), [{ error: null }]);
});

test('A serve that throws is told with its traceback', async (t) => {
  const host = await FakeHost.running(t, module_("async serve() { throw new RangeError('too far', { cause: new Error('the root') }); },"));
  await host.until(() => served(host).length > 0);
  const { error } = served(host)[0];
  assert.equal(error.message, 'too far');
  assert.match(error.traceback, /RangeError: too far\n.*index\.mjs[^]*Caused by: Error: the root/);
});

test('A fault with an endless text or a circle of causes is told, cut short', async (t) => {
  const host = await FakeHost.running(t, module_(`async serve() {
    const error = new Error('x'.repeat(20_000_000));
    error.cause = error;
    throw error;
  },`));
  await host.until(() => served(host).length > 0);
  assert.match(served(host)[0].error.message, /^x+… \(cut\)$/);
  assert.ok(served(host)[0].error.traceback.length < 1_000_000);
});

for (const [title, code] of [
  ['a forgotten promise', "Promise.reject(new Error('nobody waits'))"],
  ['a timer', "setTimeout(() => { throw new Error('nobody waits'); }, 1)"],
]) {
  test(`What ${title} throws is a fault of the module, told once`, async (t) => {
    const host = await FakeHost.running(t, module_(`commands: { 'probe do': { handler() { ${code}; ${code}; } } },`));
    await host.command('probe do');
    await host.until(() => served(host).length > 0 && host.stderr.split('nobody waits').length > 2);
    assert.deepEqual(await host.request('ping', {}), {});
    assert.equal(served(host).length, 1);
    assert.match(served(host)[0].error.traceback, /nobody waits/);
  });
}

test('The runner leaves when the connection ends', async (t) => {
  const host = await FakeHost.running(t, module_('serve: () => new Promise(() => {}),'));
  const began = performance.now();
  host.connection.end();
  await limited(host.exited, 'exit');
  assert.ok(performance.now() - began < 1000, 'it took a second');
});

test('The runner leaves when the connection ends while the module is in an endless loop', { skip: process.platform !== 'linux' && 'needs /proc/net/unix' }, async (t) => {
  const host = await FakeHost.running(t, module_("commands: { 'probe spin': { handler() { process.stderr.write('spinning'); for (;;); } }, 'probe say': { handler: () => 'x' } },"));
  await host.command('probe say');
  host.command('probe spin').catch(() => {});
  await limited(new Promise((resolve) => host.child.stderr.once('data', resolve)), 'the loop');
  host.connection.destroy();
  assert.equal((await limited(host.exited, 'exit')).signal, 'SIGKILL');
});

test('Log lines and console output reach the log with their levels, and the level filters', async (t) => {
  const host = await FakeHost.running(t, module_(`commands: { 'probe do': { handler(args, mgr) {
    mgr.log.debug('hidden');
    mgr.log.info('%s is %d', 'x', 1, { a: 2 });
    mgr.log.child('sub').critical('bad');
    console.log('one\\ntwo'); console.warn('careful'); console.error('%s', new Error('oops').message); console.debug('hidden too');
    console.table([{ a: 1 }]);
  } } },`), { initialize: { options: { log_level: 'info' } } });
  await host.command('probe do');
  await host.until(() => host.logs.length >= 6);
  assert.deepEqual(host.logs.slice(0, 5), [
    { level: 'info', message: 'x is 1 { a: 2 }', name: 'probe' },
    { level: 'critical', message: 'bad', name: 'probe.sub' },
    { level: 'info', message: 'one\ntwo', name: 'probe' },
    { level: 'warning', message: 'careful', name: 'probe' },
    { level: 'error', message: 'oops', name: 'probe' },
  ]);
  assert.match(host.logs[5].message, /index.*a/);
  host.notify('options', { set: { log_level: 'debug' }, removed: [] });
  await host.command('probe do');
  await host.until(() => host.logs.filter((line) => line.level === 'debug').length === 2);
});

test('A flood of log lines is cut, and the rest counted', async (t) => {
  const host = await FakeHost.running(t, module_("commands: { 'probe do': { handler(args, mgr) { for (let i = 0; i < 50000; i++) mgr.log.info('line %d', i); } } },"));
  await host.command('probe do');
  await host.until(() => host.logs.length + host.dropped === 50000);
  assert.equal(host.logs.length, 1000);
  assert.equal(host.logs[999].message, 'line 999');
});

test('A new version of a large document costs little more than parsing it, an unchanged one nearly nothing', async (t) => {
  const osds = Array.from({ length: 6000 }, (_, osd) => ({ osd, uuid: `0000-${osd}`, up: 1, in: 1, weight: 1.0, state: ['exists', 'up'],
    public_addrs: { addrvec: [{ type: 'v2', addr: '10.0.0.1:6800', nonce: osd }] }, last_clean_begin: 0, up_from: 5, up_thru: 8 }));
  const text = JSON.stringify({ osds });
  const host = await FakeHost.running(t, module_(`commands: { 'probe do': { async handler(args, mgr, call) {
    const text = call.inbuf.toString();
    const median = async (action) => {
      const times = [];
      for (let i = 0; i < 9; i++) { const began = performance.now(); await action(); times.push(performance.now() - began); }
      return times.sort((a, b) => a - b)[4];
    };
    return { parse: await median(() => JSON.parse(text)), fresh: await median(() => mgr.get('new')), same: await median(() => mgr.get('same')) };
  } } },`));
  const file = path.join(host.folder, 'document.json');
  fs.writeFileSync(file, text);
  let version = 0;
  host.answers.get = ({ name, have }) => name === 'same' && have === 1
    ? { version: 1, unchanged: true }
    : { version: name === 'same' ? 1 : ++version, path: file, size: text.length };
  const { parse, fresh, same } = JSON.parse((await host.command('probe do', { inbuf: text })).stdout);
  t.diagnostic(`${(text.length / 1e6).toFixed(1)} MB: parsing ${parse.toFixed(1)} ms, new version ${fresh.toFixed(1)} ms, unchanged ${same.toFixed(2)} ms`);
  assert.ok(fresh < 3 * parse + 20, `${fresh} ms`); // Compared with parsing alone: the machine of a test run may be busy.
  assert.ok(same < parse / 2, `${same} ms`);
});
