const FIRST_DELAY_MS = 1000;
const MAX_DELAY_MS = 5 * 60_000;
const BATCH = 64;

/**
 * The way to one receiver: a bounded queue of events, sent in order and in batches, and retried with growing pauses. What the
 * receiver refuses for good, what is too old, and what the queue has no room for is dropped and counted.
 */
export class Delivery {
  #clock;
  #send;
  #settings;
  #queue = [];
  #wake = () => {};
  #failures = 0;

  sent = 0;
  dropped = 0;
  lastSuccess = null;
  /** `{at, message}` of the last failure, null when the last attempt worked. */
  lastError = null;

  /**
   * @param send posts a batch of events: gives `{status, message, retryAfter}`, or rejects.
   * @param settings a function: `{queueLength, retryForMs}` as they are now.
   * @param delivered is called with the events that the receiver has taken.
   */
  constructor({ clock, send, settings, delivered = async () => {} }) {
    this.#clock = clock;
    this.#send = send;
    this.#settings = settings;
    this.delivered = delivered;
  }

  get queued() {
    return this.#queue.length;
  }

  enqueue(events) {
    this.#queue.push(...events);
    const excess = this.#queue.length - this.#settings().queueLength;
    if (excess > 0) {
      this.#queue.splice(0, excess);
      this.dropped += excess;
    }
    this.#wake();
  }

  /** Sends what is queued, until the signal is aborted. */
  async run(signal) {
    signal.addEventListener('abort', () => this.#wake(), { once: true });
    while (!signal.aborted) {
      if (this.#queue.length === 0) {
        await new Promise((resolve) => { this.#wake = resolve; });
        continue;
      }
      const pause = await this.#attempt(signal);
      if (pause > 0 && !signal.aborted) {
        await this.#clock.sleep(pause, signal).catch(() => {});
      }
    }
  }

  /** @returns the pause before the next attempt, in ms. */
  async #attempt(signal) {
    this.#dropOld();
    const batch = this.#queue.slice(0, BATCH);
    if (batch.length === 0) {
      return 0;
    }
    let answer;
    try {
      answer = await this.#send(batch, signal);
    } catch (error) {
      return signal.aborted ? 0 : this.#failed(reasonOf(error), this.#backoff());
    }
    if (answer.status >= 200 && answer.status < 300) {
      this.#remove(batch);
      this.#failures = 0;
      this.sent += batch.length;
      this.lastSuccess = this.#clock.now();
      this.lastError = null;
      await this.delivered(batch);
      return 0;
    }
    const reason = `${answer.status} ${answer.message}`.trim();
    if (!isRetried(answer.status)) {
      this.#remove(batch);
      this.dropped += batch.length;
      this.#failed(`${reason}: dropped, for the receiver would refuse it again`, 0);
      this.#failures = 0;
      return 0;
    }
    return this.#failed(reason, Math.max(this.#backoff(), retryAfterMs(answer.retryAfter, this.#clock.now())));
  }

  #failed(message, pause) {
    this.#failures++;
    this.lastError = { at: this.#clock.now(), message };
    return Math.min(pause, this.#settings().retryForMs);
  }

  // The queue may have lost its head to newer events meanwhile.
  #remove(batch) {
    const gone = new Set(batch);
    this.#queue = this.#queue.filter((event) => !gone.has(event));
  }

  #dropOld() {
    const oldest = this.#clock.now() - this.#settings().retryForMs;
    const fresh = this.#queue.filter((event) => event.at >= oldest);
    this.dropped += this.#queue.length - fresh.length;
    this.#queue = fresh;
  }

  // Half of the pause is random, so that receivers are not met by everybody at once when they come back.
  #backoff() {
    const full = Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(this.#failures, 20));
    return full / 2 + this.#clock.random() * full / 2;
  }
}

/** Of the refusals, 408 and 429 mean "later". Redirects are not followed, and do not heal by themselves. */
export const isRetried = (status) => status >= 500 || status === 408 || status === 429;

/** Seconds or a date, as HTTP has it. */
export function retryAfterMs(header, now) {
  if (header === undefined) {
    return 0;
  }
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(ms) && ms > 0 ? ms : 0;
}

/** What went wrong, for an operator: never with the URL, which may hold a password. */
export const reasonOf = (error) => (error.message || error.code || String(error));
