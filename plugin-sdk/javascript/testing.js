'use strict';

const { createTestHost } = require('./lib/test-host.js');

module.exports = { createTestHost };
