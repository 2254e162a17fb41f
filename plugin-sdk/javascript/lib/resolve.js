'use strict';

const Module = require('node:module');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

const root = path.dirname(__dirname);
const files = new Map([
  ['mgrp', { require: path.join(root, 'index.js'), import: path.join(root, 'index.mjs') }],
  ['mgrp/testing', { require: path.join(root, 'testing.js'), import: path.join(root, 'testing.mjs') }],
]);

if (Module.registerHooks) {
  // Node 22.15 and later: one hook, in this thread, for both kinds of modules.
  Module.registerHooks({
    resolve(specifier, context, next) {
      const found = files.get(specifier);
      if (found === undefined) {
        return next(specifier, context);
      }
      const required = context.conditions.includes('require');
      return {
        url: pathToFileURL(required ? found.require : found.import).href,
        format: required ? 'commonjs' : 'module',
        shortCircuit: true,
      };
    },
  });
} else {
  const resolveFilename = Module._resolveFilename;
  Module._resolveFilename = function resolve(request, ...rest) {
    return files.get(request)?.require ?? resolveFilename.call(this, request, ...rest);
  };
  const urls = Object.fromEntries([...files].map(([name, found]) => [name, pathToFileURL(found.import).href]));
  const hook = `const urls = ${JSON.stringify(urls)};
    export const resolve = (name, context, next) =>
      Object.hasOwn(urls, name) ? { url: urls[name], format: 'module', shortCircuit: true } : next(name, context);`;
  Module.register(`data:text/javascript,${encodeURIComponent(hook)}`);
}
