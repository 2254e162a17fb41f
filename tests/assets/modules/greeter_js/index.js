'use strict';
const { defineModule } = require('mgrp');

const VERSION = 'v1';
let seen = 0;

module.exports = defineModule({
  options: { place: { type: 'str', default: 'world', desc: 'Whom to greet' } },
  commands: {
    'greet js name=person,type=CephString,req=false': {
      desc: 'Say hello', perm: 'r',
      handler: ({ person }, mgr) => `${VERSION} hello ${person ?? mgr.options.place}`,
    },
    'greet js epoch': { desc: 'The epoch of the osd map', perm: 'r', handler: async (_, mgr) => String((await mgr.get('osd_map')).epoch) },
    'greet js seen': { desc: 'How many maps were notified', perm: 'r', handler: () => String(seen) },
    'greet js denied': { desc: 'Read what the manifest does not allow', perm: 'r', handler: async (_, mgr) => String(await mgr.get('mon_map')) },
  },
  notify: { osd_map() { seen += 1; } },
  methods: { twice: ([value]) => value * 2 },
});
