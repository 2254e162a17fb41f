'use strict';
const { readFileSync } = require('node:fs');
const { defineModule } = require('mgrp');

async function timed(work, count) {
  const times = [];
  for (let i = 0; i < count; i += 1) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return JSON.stringify(times);
}

module.exports = defineModule({
  commands: {
    'bench js': { desc: 'Answer at once', perm: 'r', handler: () => 'ok' },
    'bench js get name=count,type=CephInt': {
      desc: 'Milliseconds that each read of the OSD map took', perm: 'r',
      handler: ({ count }, mgr) => timed(() => mgr.get('osd_map'), count),
    },
    'bench js parse name=file,type=CephString name=count,type=CephInt': {
      desc: 'Milliseconds that the JSON parser alone takes for a file', perm: 'r',
      handler: ({ file, count }) => {
        const text = readFileSync(file, 'utf8');
        return timed(() => JSON.parse(text), count);
      },
    },
  },
});
