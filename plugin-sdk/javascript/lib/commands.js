'use strict';

const { Buffer, isUtf8 } = require('node:buffer');
const { CommandError, traceback } = require('./errors.js');

const EINVAL = -22;
const NOT_ARGUMENTS = new Set(['prefix', 'format', 'target']);

/** Splits Ceph's declaration: `fs status name=fs,type=CephString,req=false` is the prefix `fs status` and one argument, `fs`. */
function parseSignature(signature) {
  const words = signature.trim().split(/\s+/);
  const first = words.findIndex((word) => word.includes('='));
  const prefix = (first === -1 ? words : words.slice(0, first)).join(' ');
  const args = (first === -1 ? [] : words.slice(first)).map((word) => /(?:^|,)name=([^,]+)/.exec(word)?.[1]);
  if (prefix === '') {
    throw new TypeError(`command "${signature}": a declaration starts with the command's words`);
  }
  if (args.includes(undefined)) {
    throw new TypeError(`command "${signature}": each argument is name=…,type=…; Ceph's declarations have no blanks around "=" or ","`);
  }
  return { prefix, args };
}

/** Checks a module's command table and gives a map from prefix to command. */
function declareCommands(commands, handlerOf) {
  const byPrefix = new Map();
  for (const [signature, command] of Object.entries(commands ?? {})) {
    const { prefix, args } = parseSignature(signature);
    if (byPrefix.has(prefix)) {
      throw new TypeError(`command "${prefix}" is declared twice`);
    }
    const perm = command.perm ?? 'rw';
    if (!/^r?w?x?$/.test(perm) || perm === '') {
      throw new TypeError(`command "${prefix}": perm is "${perm}"; it is one of "r", "w", "rw", or one of these with "x"`);
    }
    byPrefix.set(prefix, {
      handler: handlerOf(command, `command "${prefix}"`),
      args,
      declaration: { cmd: signature.trim().replace(/\s+/g, ' '), desc: command.desc ?? '', perm, poll: command.poll ?? false },
    });
  }
  return byPrefix;
}

/** The arguments of a call, by their declared names. */
function argumentsOf(cmd, declared) {
  const args = {};
  for (const [name, value] of Object.entries(cmd)) {
    if (!NOT_ARGUMENTS.has(name) || declared.includes(name)) {
      args[name] = value;
    }
  }
  return args;
}

/** Turns what a handler returned into an answer of the protocol. */
function answerOf(value, format) {
  if (value === undefined || value === null) {
    return { retval: 0, stdout: '', stderr: '' };
  }
  if (typeof value === 'string' || value instanceof Uint8Array) {
    return { retval: 0, ...stdoutOf(value), stderr: '' };
  }
  if (typeof value === 'object' && 'retval' in value && Object.keys(value).every((key) => key === 'retval' || key === 'stdout' || key === 'stderr')) {
    return explicitAnswer(value);
  }
  if (typeof value === 'function' || typeof value === 'symbol') {
    return fault(`the handler returned a ${typeof value}: return a string, an object, or {retval, stdout, stderr}`);
  }
  return formatted(value, format);
}

function explicitAnswer({ retval, stdout = '', stderr = '' }) {
  if (!Number.isInteger(retval) || retval > 0x7fffffff || retval < -0x80000000) {
    return fault(`the handler returned retval ${String(retval)}: it is 0 or a negative errno value`);
  }
  if (typeof stdout !== 'string' && !(stdout instanceof Uint8Array)) {
    return fault('the handler returned a stdout that is neither a string nor a Buffer');
  }
  if (typeof stderr !== 'string') {
    return fault('the handler returned a stderr that is not a string');
  }
  return { retval, ...stdoutOf(stdout), stderr };
}

function formatted(value, format) {
  if (format !== undefined && !['json', 'json-pretty', 'plain', 'yaml'].includes(format)) {
    return fault(`format "${format}" is not known here: use json or json-pretty`);
  }
  let text;
  try {
    // Who did not ask for json reads it himself. Indented JSON is valid YAML too.
    text = JSON.stringify(value, null, format === 'json' ? undefined : 4);
  } catch (error) {
    return fault(`the handler returned what JSON cannot carry: ${error.message}`);
  }
  if (text === undefined) {
    return fault('the handler returned what JSON cannot carry: its toJSON gave nothing');
  }
  return { retval: 0, stdout: text, stderr: '' };
}

function stdoutOf(value) {
  if (typeof value === 'string') {
    return { stdout: value };
  }
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  return isUtf8(bytes) ? { stdout: bytes.toString('utf8') } : { stdout_base64: bytes.toString('base64') };
}

/** The answer to a command whose handler has a bug. */
function fault(sentence) {
  return { retval: EINVAL, stdout: '', stderr: sentence };
}

function answerOfThrown(error) {
  return error instanceof CommandError
    ? { retval: error.errno, stdout: '', stderr: error.message }
    : fault(traceback(error));
}

/** Refuses an answer beyond the limit: the reader is told, and the module's author too. */
function withinLimit(answer, limit) {
  const bytes = Buffer.byteLength(answer.stdout ?? answer.stdout_base64) + Buffer.byteLength(answer.stderr);
  return bytes <= limit
    ? answer
    : fault(`the answer has ${bytes} bytes, and the limit is ${limit}: answer with less, or raise the limit of replies`);
}

module.exports = { parseSignature, declareCommands, argumentsOf, answerOf, answerOfThrown, withinLimit, fault };
