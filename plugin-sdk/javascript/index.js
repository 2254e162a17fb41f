'use strict';

const { defineModule, MgrModule } = require('./lib/define.js');
const { CommandError, HostError } = require('./lib/errors.js');

module.exports = { defineModule, MgrModule, CommandError, HostError };
