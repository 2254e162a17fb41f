import { Delivery } from './delivery.mjs';
import { format, logEvent } from './formats.mjs';
import { HealthTracker, told } from './health.mjs';
import { isAtLeast, levelOfPriority } from './levels.mjs';

const STATE = 'state/';

/** One configured webhook at work: decides what its receiver is told of, and hands it to its delivery. */
export class Receiver {
  #mgr;
  #clock;
  #post;
  #tracker = null;
  #told = {};
  #stop = new AbortController();
  #running = null;

  constructor(target, { mgr, clock, post }) {
    this.target = target;
    this.#mgr = mgr;
    this.#clock = clock;
    this.#post = post;
    this.delivery = new Delivery({
      clock,
      send: (events, signal) => this.send(events, signal),
      settings: () => ({ queueLength: mgr.options.queue_length, retryForMs: mgr.options.retry_for * 1000 }),
      delivered: (events) => this.#remember(events),
    });
  }

  /** From here on it is this module that tells the receiver: what the one before it has told is read now, and not earlier. */
  start() {
    this.#told = this.#mgr.store.getJson(STATE + this.target.name) ?? {};
    this.#tracker = new HealthTracker(this.target.minLevel, this.#told);
    this.#running = this.delivery.run(this.#stop.signal);
  }

  async stop() {
    this.#stop.abort();
    await this.#running;
  }

  /** Stops, and forgets what the receiver was told. */
  async forget() {
    await this.stop();
    await this.#mgr.store.delete(STATE + this.target.name);
  }

  /** @param checks what fires now, by code. */
  healthChanged(checks) {
    if (this.#tracker !== null && this.target.events.includes('health')) {
      this.delivery.enqueue(this.#tracker.update(checks, this.#clock.now(), this.#mgr.options.change_interval * 1000));
    }
  }

  logged(entry) {
    const level = levelOfPriority(entry.priority);
    if (this.target.events.includes('clog') && isAtLeast(level, this.target.minLevel)) {
      this.delivery.enqueue([logEvent(entry, level, this.#clock.now())]);
    }
  }

  /** Alertmanager forgets an alert that is not sent again. While something waits already, nothing is added. */
  resend() {
    if (this.#tracker !== null && this.target.kind === 'alertmanager' && this.delivery.queued === 0) {
      const now = this.#clock.now();
      this.delivery.enqueue(this.#tracker.firing().map((event) => ({ ...event, at: now })));
    }
  }

  /** Posts at once, past the queue. */
  send(events, signal) {
    const { fsid, options } = this.#mgr;
    const body = format(this.target.kind, events, { fsid, now: this.#clock.now(), resendMs: options.resend_interval * 1000 });
    return this.#post(this.target, body, { timeoutMs: options.timeout * 1000, signal });
  }

  async #remember(events) {
    const now = told(this.#told, events);
    if (now !== this.#told) {
      this.#told = now;
      await this.#mgr.store.setJson(STATE + this.target.name, now)
        .catch((error) => this.#mgr.log.warning('%s: what was told is not kept: %s', this.target.name, error.message));
    }
  }
}
