// Checked with `tsc --noEmit` by types.test.js: what must compile, and, marked, what must not.
import { CommandError, defineModule, MgrModule, type Mgr } from 'mgrp';

export default defineModule({
  options: {
    interval: { type: 'secs', default: 5 },
    place: { default: 'world' },
    target: { type: 'str' },
    on: { type: 'bool', default: true },
  },
  commands: {
    'hello name=person,type=CephString,req=false name=times,type=CephInt name=who,type=CephString,n=N': {
      desc: 'Say hello',
      perm: 'r',
      handler({ person, times, who }, mgr, call) {
        const a: string | undefined = person;
        const b: number = times;
        const c: string[] = who;
        const place: string = mgr.options.place;
        const interval: number = mgr.options.interval;
        const on: boolean = mgr.options.on;
        // @ts-expect-error an option without a default may be null
        const target: string = mgr.options.target;
        // @ts-expect-error an optional argument may be undefined
        const d: string = person;
        // @ts-expect-error there is no such option
        mgr.options.interva1;
        if (call.inbuf.length > 0) {
          throw new CommandError('EINVAL', 'no input, please');
        }
        return { a, b, c, d, place, interval, on, target };
      },
    },
    // @ts-expect-error "q" is not a permission
    'hello again': { perm: 'q', handler: () => 'hello again' },
  },
  notify: {
    clog({ id }, mgr) {
      mgr.log.info(id.message);
    },
  },
  async serve(mgr, signal) {
    signal.throwIfAborted();
    const health = await mgr.get<{ json: string }>('health');
    await mgr.store.set('last', health.json);
    // @ts-expect-error a value is a string
    await mgr.store.set('last', 5);
  },
});

export class Counting extends MgrModule {
  static override commands = { 'count up name=by,type=CephInt': { perm: 'rw' as const, handler: 'up' } };
  #total = 0;

  up({ by }: { by: number }) {
    this.#total += by;
    return `${this.mgr.name}: ${this.#total}`;
  }

  override async shutdown(mgr: Mgr) {
    await mgr.store.setJson('total', this.#total);
  }
}
