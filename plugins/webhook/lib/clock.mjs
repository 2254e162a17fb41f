import { setTimeout as sleep } from 'node:timers/promises';

/** The clock of production; tests have one of their own. `sleep` rejects when its signal is aborted. */
export const systemClock = {
  now: () => Date.now(),
  sleep: (ms, signal) => sleep(ms, undefined, { signal }),
  random: () => Math.random(),
};
