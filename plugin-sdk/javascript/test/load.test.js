'use strict';

const assert = require('node:assert/strict');
const path = require('node:path');
const { test } = require('node:test');
const { FakeHost } = require('./fake-host.js');

const ANSWERING = "{ commands: { 'probe who': { desc: 'Who', perm: 'r', handler: () => 'me' } } }";

for (const [title, files, params] of [
  ['index.mjs', { 'index.mjs': `import { defineModule } from 'mgrp'; export default defineModule(${ANSWERING});` }],
  ['index.js as CommonJS', { 'index.js': `module.exports = require('mgrp').defineModule(${ANSWERING});` }],
  ['index.cjs', { 'index.cjs': `exports.default = require('mgrp').defineModule(${ANSWERING});` }],
  ['index.js in a folder of ES modules', {
    'package.json': '{ "type": "module" }',
    'index.js': `import { createTestHost } from 'mgrp/testing'; createTestHost.call; import { defineModule } from 'mgrp'; export default defineModule(${ANSWERING});`,
  }],
  ['package.json main', {
    'package.json': '{ "main": "lib/main.js" }',
    'lib/main.js': `module.exports = require('mgrp').defineModule(${ANSWERING});`,
  }],
  ['package.json exports', {
    'package.json': '{ "exports": { ".": { "import": "./dist/a.mjs" } } }',
    'dist/a.mjs': `import { defineModule } from 'mgrp'; export default defineModule(${ANSWERING});`,
  }],
  ['the entry of the manifest before all others', {
    'index.js': 'throw new Error("not me")',
    'src/start.mjs': `import { defineModule } from 'mgrp'; export default defineModule(${ANSWERING});`,
  }, { entry: 'src/start.mjs' }],
  ['a class, by name', {
    'index.mjs': `import { MgrModule } from 'mgrp';
      export class Other extends MgrModule {}
      export class Probe extends MgrModule {
        static commands = { 'probe who': { desc: 'Who', perm: 'r', handler: 'who' } };
        who() { return this.mgr.name === 'probe' ? 'me' : 'stranger'; }
      }`,
  }, { class: 'Probe' }],
]) {
  test(`A module loads from ${title}`, async (t) => {
    const host = await FakeHost.running(t, files, { initialize: params });
    assert.deepEqual(host.declarations.commands, [{ cmd: 'probe who', desc: 'Who', perm: 'r', poll: false }]);
    assert.deepEqual(await host.command('probe who'), { retval: 0, stdout: 'me', stderr: '' });
  });
}

for (const [title, files, file, line, column] of [
  ['a syntax error in an ES module', { 'index.mjs': "import fs from 'node:fs';\n\nexport const = 5;\n" }, 'index.mjs', 3, 14],
  ['a syntax error in an imported ES module', { 'index.mjs': "import './sub/a.mjs';\n", 'sub/a.mjs': '\n\n  let x = ;\n' }, 'sub/a.mjs', 3, 11],
  ['a syntax error in CommonJS', { 'index.js': 'const a = 1;\nconst b = );\n' }, 'index.js', 2, 11],
  ['a missing export', { 'index.mjs': "\nimport { none } from './a.mjs';\n", 'a.mjs': 'export const some = 1;\n' }, 'index.mjs', 2, 10],
  ['a missing file', { 'index.mjs': "\nimport './none.mjs';\n" }, 'index.mjs', 2, 11],
  ['a missing package', { 'index.mjs': "\n\nimport x from 'left-pad-none';\n" }, 'index.mjs', 3, 16],
  ['a missing required file', { 'index.js': "\n  require('./none');\n" }, 'index.js', 2, 3],
  ['an exception while it is loaded', { 'index.mjs': '\nfunction broken() { null.x; }\nbroken();\n' }, 'index.mjs', 2, 26],
  ['an exception in load()', {
    'index.mjs': "import { defineModule } from 'mgrp';\nexport default defineModule({\n  load() { throw new Error('no'); },\n});\n",
  }, 'index.mjs', 3, 18],
]) {
  test(`The place of ${title} is told`, async (t) => {
    const host = await FakeHost.start(t, files);
    const error = await host.initialize().then(() => assert.fail('it loaded'), (reason) => reason);
    assert.deepEqual({ ...error.data, traceback: '', errno: 0 }, { errno: 0, traceback: '', file: path.join(host.folder, file), line, column });
    assert.ok(error.data.traceback.includes(error.message.replace(/^\w+: /, '')), error.data.traceback);
  });
}

for (const [title, source, sentence] of [
  ['no module is exported', 'export const x = 1;', /index\.mjs exports no module by default: write "export default defineModule/],
  ['a command has no handler', "import { defineModule } from 'mgrp'; export default defineModule({ commands: { 'a b': {} } });", /command "a b" has no handler/],
  ['a permission is unknown', "import { defineModule } from 'mgrp'; export default defineModule({ commands: { 'a': { perm: 'q', handler() {} } } });", /perm is "q"/],
  ['a command is declared twice', "import { defineModule } from 'mgrp'; const handler = () => {}; export default defineModule({ commands: { 'a': { handler }, 'a name=x,type=CephInt': { handler } } });", /command "a" is declared twice/],
  ['an argument is malformed', "import { defineModule } from 'mgrp'; export default defineModule({ commands: { 'a name=x, type=CephInt': { handler() {} } } });", /no blanks/],
  ['an option has an unknown type', "import { defineModule } from 'mgrp'; export default defineModule({ options: { a: { type: 'number' } } });", /option "a": type "number" is not one of uint/],
]) {
  test(`A module is refused when ${title}`, async (t) => {
    const host = await FakeHost.start(t, { 'index.mjs': source });
    await assert.rejects(host.initialize(), sentence);
  });
}

test('An empty folder is refused with the names that were looked for', async (t) => {
  const host = await FakeHost.start(t, {});
  await assert.rejects(host.initialize(), /has none of index\.js, index\.mjs, index\.cjs: add one/);
});

test('A misspelt member is a warning', async (t) => {
  const host = await FakeHost.running(t, { 'index.mjs': "import { defineModule } from 'mgrp'; export default defineModule({ comands: {} });" });
  assert.match(host.declarations.warnings[0], /does not know "comands"/);
});

test('canRun gives the reason why a module cannot run', async (t) => {
  const host = await FakeHost.running(t, {
    'index.mjs': "import { defineModule } from 'mgrp'; export default defineModule({ canRun: () => 'needs curl' });",
  });
  assert.equal(host.declarations.can_run, false);
  assert.equal(host.declarations.can_run_reason, 'needs curl');
});

test('The secret of the connection is gone before the module is loaded', async (t) => {
  const host = await FakeHost.running(t, {
    'index.mjs': `import { defineModule } from 'mgrp';
      const seen = 'MGRP_TOKEN' in process.env;
      export default defineModule({ commands: { 'probe who': { handler: () => ({ seen }) } } });`,
  });
  assert.equal((await host.command({ prefix: 'probe who', format: 'json' })).stdout, '{"seen":false}');
});
