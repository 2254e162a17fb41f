'use strict';

const { execFile } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { fileURLToPath, pathToFileURL } = require('node:url');
const { promisify } = require('node:util');
const { MARK } = require('./define.js');

const DEFAULT_ENTRIES = ['index.js', 'index.mjs', 'index.cjs'];
const MAX_FILES_CHECKED = 20;
const CHECK_TIMEOUT_MS = 5000;

/** Finds the file that a plugin folder starts with. */
function entryOf(folder, entry) {
  const candidates = entry ? [entry] : [...manifestEntries(folder), ...DEFAULT_ENTRIES];
  for (const candidate of candidates) {
    const file = path.resolve(folder, candidate);
    if (fs.existsSync(file) && fs.statSync(file).isFile()) {
      return file;
    }
  }
  throw new Error(entry
    ? `the entry "${entry}" is not in ${folder}: correct "entry" in plugin.json`
    : `${folder} has none of ${candidates.join(', ')}: add one of them, or name the file as "entry" in plugin.json`);
}

function manifestEntries(folder) {
  const file = path.join(folder, 'package.json');
  if (!fs.existsSync(file)) {
    return [];
  }
  const { main, exports } = JSON.parse(fs.readFileSync(file, 'utf8'));
  const exported = typeof exports === 'object' && exports !== null && '.' in exports ? exports['.'] : exports;
  return [pickExport(exported), main].filter((name) => typeof name === 'string');
}

function pickExport(exported) {
  if (exported === null || typeof exported !== 'object') {
    return exported;
  }
  return pickExport(exported.node ?? exported.import ?? exported.require ?? exported.default);
}

/** Loads a plugin and gives its definition: what `defineModule` returned, or a class that extends `MgrModule`. */
async function loadDefinition(folder, entry, className) {
  const file = entryOf(folder, entry);
  const exported = await import(pathToFileURL(file).href);
  const candidates = className
    ? [exported[className], exported.default?.[className]]
    : [exported.default, exported.default?.default, exported.default?.Module, exported.Module];
  const definition = candidates.find((candidate) => candidate?.[MARK] === true);
  if (definition === undefined) {
    const wanted = className ? `exports no module named ${className}` : 'exports no module by default';
    throw new Error(`${path.relative(folder, file)} ${wanted}: write "export default defineModule({ … })" or "module.exports = defineModule({ … })"`);
  }
  return definition;
}

/**
 * Where a load failed: `{file, line, column}`, as far as can be known. Node hides the place of a syntax error in an ES module
 * from the program (it prints it only when it dies of it), so there a second Node reads the files, the newest first.
 */
async function placeOf(error, folder) {
  const stack = typeof error?.stack === 'string' ? error.stack : '';
  return placeInHeader(stack) ?? placeInFrames(stack, folder) ?? placeOfImport(error)
    ?? (error instanceof SyntaxError ? placeByChecking(error, folder) : {});
}

// "/plugin/index.js:3", then the line, then carets under the place.
function placeInHeader(text) {
  const match = /^(file:\/\/\/[^\n]+|\/[^\n]+):(\d+)\n([^\n]*)\n([^\n]*)/.exec(text);
  if (match === null) {
    return undefined;
  }
  const caret = match[4].indexOf('^');
  return { file: toPath(match[1]), line: Number(match[2]), ...(caret === -1 ? {} : { column: caret + 1 }) };
}

function placeInFrames(stack, folder) {
  for (const match of stack.matchAll(/^\s+at .*?((?:file:\/\/)?\/[^\n()]+):(\d+):(\d+)\)?$/gm)) {
    const file = toPath(match[1]);
    if (file.startsWith(folder + path.sep)) {
      return { file, line: Number(match[2]), column: Number(match[3]) };
    }
  }
  return undefined;
}

// "Cannot find module '/plugin/none.mjs' imported from /plugin/index.mjs": the line is the one that names it.
function placeOfImport(error) {
  const match = /(?:module|package) '([^']+)' imported from (.+)$/m.exec(error?.message ?? '');
  if (match === null) {
    return undefined;
  }
  const file = toPath(match[2]);
  const name = path.basename(match[1]);
  let lines = [];
  try {
    lines = fs.readFileSync(file, 'utf8').split('\n');
  } catch {
    // The file went away: its name is still worth telling.
  }
  const index = lines.findIndex((line) => /\b(import|from)\b/.test(line) && line.includes(name));
  return index === -1 ? { file } : { file, line: index + 1, column: lines[index].indexOf(name) + 1 };
}

async function placeByChecking(error, folder) {
  for (const file of newestSources(folder)) {
    try {
      await promisify(execFile)(process.execPath, ['--check', file], { timeout: CHECK_TIMEOUT_MS, env: {} });
    } catch ({ stderr }) {
      const place = placeInHeader(String(stderr));
      if (place !== undefined && stderr.includes(error.message)) {
        return place;
      }
    }
  }
  return {};
}

function newestSources(folder) {
  return fs.readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.[mc]?js$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
    .filter((file) => !file.includes(`${path.sep}node_modules${path.sep}`))
    .map((file) => ({ file, changed: fs.statSync(file).mtimeMs }))
    .sort((a, b) => b.changed - a.changed)
    .slice(0, MAX_FILES_CHECKED)
    .map(({ file }) => file);
}

function toPath(name) {
  return name.startsWith('file://') ? fileURLToPath(name) : name;
}

module.exports = { entryOf, loadDefinition, placeOf };
