'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { FakeHost } = require('./fake-host.js');

const MODULE = `
import { defineModule, CommandError } from 'mgrp';
const commands = {};
const command = (name, handler) => { commands['probe ' + name] = { desc: name, perm: 'r', handler }; };
command('echo name=text,type=CephString name=n,type=CephInt,req=false', (args) => args);
command('mine name=format,type=CephString', (args) => args);
command('nothing', () => {});
command('number', () => 42);
command('bytes', () => Buffer.from([0xff, 0x00, 0xfe]));
command('utf8', () => Buffer.from('grüße ☃'));
command('explicit', () => ({ retval: -2, stdout: 'out', stderr: 'err' }));
command('async', async () => { await null; return 'later'; });
command('refuse', () => { throw new CommandError('ENOENT', 'no such pool: use "osd pool ls"'); });
command('throw', () => { throw new TypeError('a bug'); });
command('throw text', () => { throw 'only text'; });
command('bad retval', () => ({ retval: 'x', stdout: '' }));
command('bad stdout', () => ({ retval: 0, stdout: 5 }));
command('circular', () => { const a = {}; a.a = a; return a; });
command('bigint', () => ({ n: 1n }));
command('symbol', () => Symbol('x'));
command('large name=n,type=CephInt', ({ n }) => 'x'.repeat(n));
command('inbuf', (args, mgr, call) => ({ utf8: call.inbuf.toString('utf8'), hex: call.inbuf.toString('hex') }));
command('allowed', (args, mgr, call) => call.isAuthorized({ pool: 'p' }));
command('hold', (args, mgr, call) => new Promise((resolve) => call.signal.addEventListener('abort', () => { mgr.log.info('cancelled'); resolve('late'); })));
export default defineModule({ commands });
`;

const running = (t, options) => FakeHost.running(t, { 'index.mjs': MODULE }, options);

for (const [title, cmd, expected] of [
  ['an object as JSON on one line when json is asked for', { prefix: 'probe echo', text: 'a "b" ☃', n: 3, format: 'json' }, { stdout: '{"text":"a \\"b\\" ☃","n":3}' }],
  ['json-pretty indented by four', { prefix: 'probe echo', text: 'a', format: 'json-pretty' }, { stdout: '{\n    "text": "a"\n}' }],
  ['an object indented when no format is asked for', { prefix: 'probe echo', text: 'a' }, { stdout: '{\n    "text": "a"\n}' }],
  ['a declared argument named format', { prefix: 'probe mine', format: 'json' }, { stdout: '{"format":"json"}' }],
  ['an empty text for undefined', { prefix: 'probe nothing' }, { stdout: '' }],
  ['a number as JSON', { prefix: 'probe number' }, { stdout: '42' }],
  ['bytes that are UTF-8 as text', { prefix: 'probe utf8' }, { stdout: 'grüße ☃' }],
  ['an explicit result as it is', { prefix: 'probe explicit' }, { retval: -2, stdout: 'out', stderr: 'err' }],
  ['what a promise gives', { prefix: 'probe async' }, { stdout: 'later' }],
  ['a CommandError without a traceback', { prefix: 'probe refuse' }, { retval: -2, stdout: '', stderr: 'no such pool: use "osd pool ls"' }],
]) {
  test(`A command answers ${title}`, async (t) => {
    const host = await running(t);
    assert.deepEqual(await host.command(cmd), { retval: 0, stderr: '', ...expected });
  });
}

test('Bytes that are not UTF-8 are answered in base64', async (t) => {
  const host = await running(t);
  assert.deepEqual(await host.command('probe bytes'), { retval: 0, stdout_base64: '/wD+', stderr: '' });
});

for (const [cmd, sentence] of [
  ['probe throw', /^TypeError: a bug\n {4}at .*index\.mjs:14:\d+\)/],
  ['probe throw text', /Thrown, and not an Error: only text/],
  ['probe bad retval', /retval x: it is 0 or a negative errno/],
  ['probe bad stdout', /stdout that is neither a string nor a Buffer/],
  ['probe circular', /what JSON cannot carry: .*circular/],
  ['probe bigint', /what JSON cannot carry: .*BigInt/],
  ['probe symbol', /returned a symbol/],
  ['probe unheard of', /no command "probe unheard of"/],
  [{ prefix: 'probe echo', text: 'a', format: 'xml' }, /format "xml" is not known here: use json/],
]) {
  test(`A command answers -22 and says why: ${cmd.prefix ?? cmd}${cmd.format ? ' with a strange format' : ''}`, async (t) => {
    const host = await running(t);
    const answer = await host.command(cmd);
    assert.equal(answer.retval, -22);
    assert.equal(answer.stdout, '');
    assert.match(answer.stderr, sentence);
  });
}

test('An answer beyond the limit of replies is refused, one at the limit is not', async (t) => {
  const host = await running(t, { initialize: { limits: { message_bytes: 1048576, reply_bytes: 1000, concurrency: 8 } } });
  assert.equal((await host.command({ prefix: 'probe large', n: 1000 })).stdout.length, 1000);
  const refused = await host.command({ prefix: 'probe large', n: 1001 });
  assert.equal(refused.retval, -22);
  assert.match(refused.stderr, /1001 bytes, and the limit is 1000/);
});

test('An answer that fits the limit of replies but not a message is refused', async (t) => {
  const host = await running(t, { initialize: { limits: { message_bytes: 5000, reply_bytes: 100000, concurrency: 8 } } });
  const refused = await host.command({ prefix: 'probe large', n: 5001 });
  assert.equal(refused.retval, -22);
  assert.match(refused.stderr, /larger than the 5000 bytes that a message may have/);
  assert.equal((await host.command({ prefix: 'probe large', n: 10 })).stdout.length, 10);
});

test('What the caller passed with -i arrives as bytes', async (t) => {
  const host = await running(t);
  const text = await host.command({ prefix: 'probe inbuf', format: 'json' }, { inbuf: 'key ☃' });
  assert.equal(JSON.parse(text.stdout).utf8, 'key ☃');
  const bytes = await host.command({ prefix: 'probe inbuf', format: 'json' }, { inbuf: undefined, inbuf_base64: '/wD+' });
  assert.equal(JSON.parse(bytes.stdout).hex, 'ff00fe');
});

test('isAuthorized asks about the session of the call', async (t) => {
  const host = await running(t, { answers: { is_authorized: ({ session, args }) => ({ allowed: session === 7 && args.pool === 'p' }) } });
  assert.equal((await host.command('probe allowed')).stdout, 'true');
  assert.equal((await host.command('probe allowed', { session: 8 })).stdout, 'false');
});

test('A cancelled command sees its signal, and others are still answered', async (t) => {
  const host = await running(t);
  const held = host.request('command', { cmd: { prefix: 'probe hold' }, inbuf: '', session: 7, deadline_ms: 30000 }, 900);
  held.catch(() => {});
  assert.equal((await host.command('probe async')).stdout, 'later');
  host.notify('cancel', { id: 900 });
  await host.until(() => host.logs.some((line) => line.message === 'cancelled'));
  assert.deepEqual(await host.request('ping', {}), {});
});

test('Unknown methods are answered with -32601, unknown notifications are ignored', async (t) => {
  const host = await running(t);
  host.notify('future', {});
  await assert.rejects(host.request('future', {}), (error) => error.code === -32601);
});
