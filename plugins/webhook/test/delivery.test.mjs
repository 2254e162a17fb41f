import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from './support.mjs';

const { Delivery, retryAfterMs } = await import('../lib/delivery.mjs');

/** A delivery whose receiver answers from a list, then with 200. */
function start(t, answers, settings = {}) {
  const clock = new ManualClock();
  const attempts = [];
  const stop = new AbortController();
  const delivery = new Delivery({
    clock,
    settings: () => ({ queueLength: 1000, retryForMs: 3_600_000, ...settings }),
    send: async (events) => {
      attempts.push(events.map((event) => event.n));
      clock.changed();
      const answer = answers.shift() ?? { status: 200, message: 'OK' };
      if (answer instanceof Error) {
        throw answer;
      }
      return answer;
    },
  });
  const running = delivery.run(stop.signal);
  t.after(async () => {
    stop.abort();
    await running;
  });
  const add = (...numbers) => delivery.enqueue(numbers.map((n) => ({ n, at: clock.now() })));
  return { clock, attempts, delivery, add, settled: () => clock.until(() => delivery.queued === 0) };
}

test('Pauses between attempts double up to five minutes', async (t) => {
  const { clock, attempts, add } = start(t, Array.from({ length: 12 }, () => new Error('connect ECONNREFUSED')));
  add(1);
  for (const pause of [1000, 2000, 4000, 8000, 16_000, 32_000, 64_000, 128_000, 256_000, 300_000, 300_000]) {
    await clock.pausing(pause);
    clock.advance(pause);
  }
  await clock.pausing(300_000);
  assert.equal(attempts.length, 12);
});

test('Half of a pause is random', async (t) => {
  const { clock, add } = start(t, [{ status: 500, message: '' }, { status: 500, message: '' }]);
  clock.random = () => 0;
  add(1);
  await clock.pausing(500);
  clock.random = () => 0.5;
  clock.advance(500);
  await clock.pausing(1500);
});

test('The pauses begin anew after a success', async (t) => {
  const { clock, attempts, add, delivery } = start(t, [{ status: 503, message: '' }, { status: 503, message: '' }, { status: 200 }, { status: 503, message: 'Busy' }]);
  add(1);
  await clock.pausing(1000);
  clock.advance(1000);
  await clock.pausing(2000);
  clock.advance(2000);
  await clock.until(() => attempts.length === 3);
  await new Promise(setImmediate);
  assert.deepEqual([delivery.sent, delivery.queued, delivery.lastError], [1, 0, null]);
  add(2);
  await clock.pausing(1000);
  assert.equal(delivery.lastError.message, '503 Busy');
});

test('Retry-After is honoured when it is longer', async (t) => {
  const { clock, add } = start(t, [{ status: 429, message: '', retryAfter: '120' }, { status: 503, message: '', retryAfter: '1' }]);
  add(1);
  await clock.pausing(120_000);
  clock.advance(120_000);
  await clock.pausing(2000);
});

test('Retry-After never holds events longer than they are kept', async (t) => {
  const { clock, add } = start(t, [{ status: 503, message: '', retryAfter: '99999999' }], { retryForMs: 10_000 });
  add(1);
  await clock.pausing(10_000);
});

test('Retry-After is seconds or a date, and nonsense is nothing', () => {
  const now = Date.parse('2026-11-22T06:50:00Z');
  assert.equal(retryAfterMs('7', now), 7000);
  assert.equal(retryAfterMs('Sun, 22 Nov 2026 06:50:30 GMT', now), 30_000);
  assert.equal(retryAfterMs('Sun, 22 Nov 2026 06:49:30 GMT', now), 0);
  assert.equal(retryAfterMs('soon', now), 0);
  assert.equal(retryAfterMs(undefined, now), 0);
});

for (const status of [301, 400, 401, 404, 410]) {
  test(`${status} is not tried again`, async (t) => {
    const { clock, attempts, add, delivery } = start(t, [{ status, message: 'No' }]);
    add(1);
    await clock.until(() => attempts.length === 1);
    await new Promise(setImmediate);
    assert.deepEqual([delivery.queued, delivery.dropped, clock.pauses], [0, 1, []]);
    assert.match(delivery.lastError.message, new RegExp(`^${status} No: dropped`));
  });
}

for (const status of [408, 429, 500, 503]) {
  test(`${status} is tried again`, async (t) => {
    const { clock, attempts, add } = start(t, [{ status, message: '' }]);
    add(1);
    await clock.pausing(1000);
    clock.advance(1000);
    await clock.until(() => attempts.length === 2);
    assert.deepEqual(attempts, [[1], [1]]);
  });
}

test('Events go in order and in batches, and those that come while one is on its way follow it', async (t) => {
  const { clock, attempts, add } = start(t, [new Error('x')]);
  add(1, 2);
  await clock.pausing(1000);
  add(...Array.from({ length: 100 }, (_, n) => n + 3));
  clock.advance(1000);
  await clock.until(() => attempts.length === 3);
  assert.deepEqual(attempts.map((batch) => [batch[0], batch.length]), [[1, 2], [1, 64], [65, 38]]);
});

test('A full queue drops its oldest, and counts them', async (t) => {
  const { clock, attempts, add, delivery } = start(t, [new Error('x')], { queueLength: 3 });
  add(1, 2);
  await clock.pausing(1000);
  add(3, 4, 5);
  assert.deepEqual([delivery.queued, delivery.dropped], [3, 2]);
  clock.advance(1000);
  await clock.until(() => attempts.length === 2);
  assert.deepEqual(attempts[1], [3, 4, 5]);
});

test('Events that nobody took for too long are dropped, and counted', async (t) => {
  const { clock, attempts, add, delivery } = start(t, [new Error('x')], { retryForMs: 900 });
  add(1);
  await clock.pausing(900);
  clock.advance(901);
  await new Promise(setImmediate);
  assert.deepEqual([attempts.length, delivery.queued, delivery.dropped], [1, 0, 1]);
});
