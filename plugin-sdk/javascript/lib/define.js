'use strict';

const MARK = Symbol.for('mgrp.module');

/** Declares a module: options, commands, what it wants to be told of, and what it does. See `index.d.ts`. */
function defineModule(definition) {
  if (definition === null || typeof definition !== 'object') {
    throw new TypeError('defineModule takes one object: defineModule({ commands: { … } })');
  }
  return { ...definition, [MARK]: true };
}

/** The base of modules written as a class: the same declarations as statics, the same functions as methods. */
class MgrModule {
  static [MARK] = true;

  constructor(mgr) {
    this.mgr = mgr;
  }
}

/** The members that a definition may have, so that a misspelt one is noticed. */
const KNOWN = new Set(['options', 'commands', 'notify', 'methods', 'load', 'canRun', 'serve', 'configNotify', 'shutdown', 'unknown']);

module.exports = { defineModule, MgrModule, MARK, KNOWN };
