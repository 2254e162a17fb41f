'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
require('../lib/resolve.js');
const { createTestHost } = require('../testing.js');
const { pluginFolder } = require('./fake-host.js');

const guide = fs.readFileSync(path.join(__dirname, '../../../docs/module-authors/javascript.md'), 'utf8');
const blocks = [...guide.matchAll(/```js\n([^]*?)```/g)].map((match) => match[1]);

test('The first module of the guide does what the guide says', async (t) => {
  const folder = pluginFolder(t, { 'index.mjs': blocks.find((block) => block.includes("'hello name=person")) });
  const host = await createTestHost(folder);
  assert.equal((await host.command('hello')).stdout, 'hello world\n');
  assert.equal((await host.command({ prefix: 'hello', person: 'moon' })).stdout, 'hello moon\n');
  host.setOption('place', 'Ceph');
  assert.equal((await host.command('hello')).stdout, 'hello Ceph\n');
});

test('The class of the guide counts', async (t) => {
  const host = await createTestHost(pluginFolder(t, { 'index.mjs': blocks.find((block) => block.includes('class Counter')) }));
  await host.command({ prefix: 'count up', by: 2 });
  assert.equal((await host.command({ prefix: 'count up', by: 3 })).stdout, '5\n');
});
