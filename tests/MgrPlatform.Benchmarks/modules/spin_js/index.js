'use strict';
const { defineModule } = require('mgrp');

let cpu = 0;

function spin(seconds) {
  const end = performance.now() + seconds * 1000;
  const start = process.cpuUsage();
  let x = 1;
  while (performance.now() < end) {
    for (let i = 0; i < 10_000; i += 1) {
      x = (x * 48271) % 2147483647;
    }
  }
  const used = process.cpuUsage(start);
  cpu = (used.user + used.system) / 1e6;
  return x;
}

module.exports = defineModule({
  commands: {
    'spin js name=seconds,type=CephFloat': {
      desc: 'Compute without a pause for so long, from now on', perm: 'r',
      // Not setImmediate: the answer must be with the host before the only thread is gone.
      handler: ({ seconds }) => {
        setTimeout(spin, 20, seconds);
        return 'ok';
      },
    },
    'spin js report': {
      desc: 'Seconds of processor time that the last computation got; waits for its end', perm: 'r',
      handler: () => JSON.stringify(cpu),
    },
  },
});
