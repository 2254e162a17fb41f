'use strict';

const { constants } = require('node:os');
const path = require('node:path');

/** The negative errno value of a name (`'ENOENT'`), or of a number of either sign. Unknown: -22. */
function errnoOf(value) {
  const number = typeof value === 'string' ? constants.errno[value] : value;
  return Number.isInteger(number) && number !== 0 ? -Math.abs(number) : -constants.errno.EINVAL;
}

/** Thrown by a command's handler: the caller sees the errno and the sentence, and no traceback. */
class CommandError extends Error {
  constructor(errno, message) {
    super(message);
    this.name = 'CommandError';
    this.errno = errnoOf(errno);
  }
}

/** The host, the cluster or another module refused or failed a call. */
class HostError extends Error {
  constructor(errno, message, traceback) {
    super(message);
    this.name = 'HostError';
    this.errno = errnoOf(errno);
    if (traceback !== undefined) {
      this.traceback = traceback;
    }
  }
}

/** A JSON-RPC error answer: `code` as the protocol has it, `data` for the reader. */
class RpcError extends Error {
  constructor(code, message, data) {
    super(message);
    this.name = 'RpcError';
    this.code = code;
    this.data = data;
  }
}

const MAX_CHARS = 64 * 1024;
const MAX_CAUSES = 8;

const sdkFrame = new RegExp(`^\\s+at .*${path.dirname(__dirname).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}/(?:lib/|runner).*\n?`, 'gm');

/** The text of anything that was thrown, with its stack when it has one. The frames of this SDK tell an author nothing. */
function traceback(error, depth = 0) {
  if (!(error instanceof Error)) {
    return cut(`Thrown, and not an Error: ${String(error)}`);
  }
  const text = cut((error.stack || `${error.name}: ${error.message}`).replace(sdkFrame, '').trimEnd());
  return error.cause === undefined || depth === MAX_CAUSES ? text : `${text}\nCaused by: ${traceback(error.cause, depth + 1)}`;
}

/** The sentence of anything that was thrown. */
const sentence = (error) => cut(error instanceof Error ? error.message : `Thrown, and not an Error: ${String(error)}`);

const cut = (text) => (text.length > MAX_CHARS ? `${text.slice(0, MAX_CHARS)}… (cut)` : text);

/** What a failed call into the module answers with. */
function moduleFault(error, data = {}) {
  const message = error instanceof Error ? `${error.name}: ${sentence(error)}` : sentence(error);
  return new RpcError(-32000, message, { errno: error?.errno < 0 ? error.errno : -22, traceback: traceback(error), ...data });
}

module.exports = { CommandError, HostError, RpcError, errnoOf, sentence, traceback, moduleFault };
