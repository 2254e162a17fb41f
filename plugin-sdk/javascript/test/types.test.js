'use strict';

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { test } = require('node:test');

const project = path.join(__dirname, 'types');
const wanted = process.env.MGRP_CHECK_TYPES === '1';

// The SDK needs no package; only this check does, so it asks the registry for the compiler when it is told to.
test('The declarations compile, and refuse what they should', { skip: !wanted && 'set MGRP_CHECK_TYPES=1: it installs TypeScript from npm' }, (t) => {
  const tools = fs.mkdtempSync(path.join(os.tmpdir(), 'mgrp-tsc-'));
  t.after(() => fs.rmSync(tools, { recursive: true, force: true }));
  const install = spawnSync('npm', ['install', '--prefix', tools, '--no-save', '--silent', 'typescript@5', '@types/node@20'], { encoding: 'utf8' });
  assert.equal(install.status, 0, install.stderr);
  const types = path.join(tools, 'node_modules', '@types');
  const check = spawnSync(path.join(tools, 'node_modules', '.bin', 'tsc'), ['-p', project, '--typeRoots', types], { encoding: 'utf8' });
  assert.equal(check.status, 0, check.stdout);
});
