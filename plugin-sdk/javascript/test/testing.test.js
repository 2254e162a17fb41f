'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { defineModule, MgrModule } = require('../index.js');
const { createTestHost } = require('../testing.js');
const { pluginFolder } = require('./fake-host.js');

test('A module is tested without a process', async () => {
  const host = await createTestHost(defineModule({
    options: { place: { default: 'world' } },
    commands: {
      'hello name=person,type=CephString,req=false': { handler: async ({ person }, mgr) => {
        await mgr.store.set('last', person ?? '');
        await mgr.setHealthChecks({ GREETED: { summary: 'somebody came' } });
        return `hello ${person ?? mgr.options.place}, ${(await mgr.get('osd_map')).epoch}`;
      } },
    },
    notify: { async osd_map(event, mgr) { mgr.log.info('epoch %d', (await mgr.get('osd_map')).epoch); } },
  }), { documents: { osd_map: { epoch: 3 } } });

  assert.equal((await host.command('hello')).stdout, 'hello world, 3');
  host.setOption('place', 'moon');
  await host.notify('osd_map', { document: { epoch: 4 } });
  assert.equal((await host.command('hello')).stdout, 'hello moon, 4');
  assert.equal((await host.command({ prefix: 'hello', person: 'you' })).stdout, 'hello you, 4');
  assert.deepEqual(host.store, { last: 'you' });
  assert.deepEqual(host.health, { GREETED: { severity: 'warning', summary: 'somebody came', count: 1, detail: [] } });
  assert.equal(host.logs[0].message, 'epoch 4');
  await assert.rejects(host.command('helo'), /declares no command "helo"/);
});

test('Each test has a module of its own when it is a class', async () => {
  class Counting extends MgrModule {
    static commands = { count: { handler: 'count' } };
    static methods = { total: 'total' };
    #total = 0;
    count() { return String(++this.#total); }
    total() { return this.#total; }
    async serve(mgr, signal) { await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))); }
  }
  const one = await createTestHost(Counting);
  const two = await createTestHost(Counting);
  await one.start();
  await one.command('count');
  assert.equal((await one.command('count')).stdout, '2');
  assert.equal((await two.command('count')).stdout, '1');
  assert.equal(await one.remote('total'), 2);
  await one.stop();
  assert.equal(one.serveEnded, undefined);
});

test('A folder is loaded as the runner loads it', async (t) => {
  require('../lib/resolve.js');
  const folder = pluginFolder(t, { 'index.mjs': "import { defineModule } from 'mgrp'; export default defineModule({ commands: { hi: { handler: () => 'hi' } } });" });
  assert.equal((await (await createTestHost(folder)).command('hi')).stdout, 'hi');
});
