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

const sdkFrame = new RegExp(`^\\s+at .*${path.dirname(__dirname).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}/(?:lib/|runner).*\n?`, 'gm');

/** The text of anything that was thrown, with its stack when it has one. The frames of this SDK tell an author nothing. */
function traceback(error) {
  if (!(error instanceof Error)) {
    return `Thrown, and not an Error: ${String(error)}`;
  }
  const text = (error.stack || `${error.name}: ${error.message}`).replace(sdkFrame, '').trimEnd();
  return error.cause === undefined ? text : `${text}\nCaused by: ${traceback(error.cause)}`;
}

/** What a failed call into the module answers with. */
function moduleFault(error, data = {}) {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : `Thrown, and not an Error: ${String(error)}`;
  return new RpcError(-32000, message, { errno: error?.errno < 0 ? error.errno : -22, traceback: traceback(error), ...data });
}

module.exports = { CommandError, HostError, RpcError, errnoOf, traceback, moduleFault };
