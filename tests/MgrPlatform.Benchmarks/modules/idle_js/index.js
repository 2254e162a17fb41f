'use strict';
const { defineModule } = require('mgrp');

module.exports = defineModule({});
