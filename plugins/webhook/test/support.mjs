// What the tests of this plugin need: the SDK in reach, a clock that they move, and a receiver that is a real server.
import '../../../plugin-sdk/javascript/register.mjs';
import http from 'node:http';

const { webhook } = await import('../lib/webhook.mjs');
const { post } = await import('../lib/post.mjs');
const { createTestHost } = await import('mgrp/testing');

const LIMIT_MS = 60_000;
export const FSID = '00000000-0000-0000-0000-000000000000';

/** Waits until a change makes the condition true; fails when that takes too long. */
class Changes {
  #waiting = new Set();

  changed() {
    for (const look of this.#waiting) {
      look();
    }
  }

  until(condition) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`waited ${LIMIT_MS} ms for ${condition}`)), LIMIT_MS);
      const look = () => {
        if (condition()) {
          clearTimeout(timer);
          this.#waiting.delete(look);
          resolve();
        }
      };
      this.#waiting.add(look);
      look();
    });
  }
}

/** Time stands still until a test moves it. */
export class ManualClock extends Changes {
  #now = Date.parse('2026-11-22T06:50:00.000Z');
  #sleepers = [];

  now = () => this.#now;
  random = () => 1;

  sleep = (ms, signal) => new Promise((resolve, reject) => {
    const stop = () => {
      this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
      reject(signal.reason);
    };
    const sleeper = {
      until: this.#now + ms,
      ms,
      wake: () => {
        signal?.removeEventListener('abort', stop);
        resolve();
      },
    };
    this.#sleepers.push(sleeper);
    signal?.addEventListener('abort', stop, { once: true });
    this.changed();
  });

  /** The pauses that are under way, in ms. */
  get pauses() {
    return this.#sleepers.map((sleeper) => sleeper.ms).sort((a, b) => a - b);
  }

  advance(ms) {
    this.#now += ms;
    const due = this.#sleepers.filter((sleeper) => sleeper.until <= this.#now);
    this.#sleepers = this.#sleepers.filter((sleeper) => sleeper.until > this.#now);
    for (const sleeper of due) {
      sleeper.wake();
    }
  }

  /** Waits until this pause has begun. */
  pausing(ms) {
    return this.until(() => this.pauses.includes(ms));
  }
}

/** A real HTTP server that remembers what it was sent, and answers as it is told: 200 unless `answers` has something. */
export class Receiver extends Changes {
  requests = [];
  answers = [];

  static async start(t) {
    const receiver = new Receiver();
    const server = http.createServer((request, response) => {
      const chunks = [];
      request.on('data', (chunk) => chunks.push(chunk));
      request.on('end', () => {
        const { status = 200, headers = {}, silent = false } = receiver.answers.shift() ?? {};
        const body = Buffer.concat(chunks).toString('utf8');
        receiver.requests.push({ method: request.method, url: request.url, headers: request.headers, body, json: JSON.parse(body) });
        if (!silent) {
          response.writeHead(status, headers).end('{}');
        }
        receiver.changed();
      });
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    t.after(() => {
      server.closeAllConnections();
      server.close();
    });
    receiver.origin = `http://127.0.0.1:${server.address().port}`;
    return receiver;
  }

  /** The bodies so far, when there are at least so many. */
  async received(count) {
    await this.until(() => this.requests.length >= count);
    return this.requests.map((request) => request.json);
  }
}

/** The document `health` as the cluster has it. */
export function health(checks) {
  const full = Object.entries(checks).map(([code, { severity = 'HEALTH_WARN', message, count = 1, detail = [], muted = false }]) =>
    [code, { severity, summary: { message, count }, detail: detail.map((text) => ({ message: text })), muted }]);
  return { json: JSON.stringify({ status: full.length === 0 ? 'HEALTH_OK' : 'HEALTH_WARN', checks: Object.fromEntries(full), mutes: [] }) };
}

export const DOWN = { OSD_DOWN: { message: '1 osds down', detail: ['osd.2 (root=default,host=vm) is down'] } };

/** An entry of the cluster log. */
export const entry = (priority, message) => ({
  name: 'mon.a', rank: 'mon.0', addrs: { addrvec: [] }, stamp: '2026-11-22T06:50:15.662935+0000', seq: 181, channel: 'cluster', priority, message,
});

/** The module at work, with the given store. */
export async function start(t, { clock = new ManualClock(), store = {}, options = {}, checks = {} } = {}) {
  const host = await createTestHost(webhook({ clock, post }), { name: 'webhook', store, options, documents: { health: health(checks) } });
  host.clock = clock;
  host.add = (name, url, more = {}, inbuf = '') => host.command({ prefix: 'webhook add', name, url, ...more }, { inbuf });
  host.ls = async () => JSON.parse((await host.command({ prefix: 'webhook ls', format: 'json' })).stdout);
  host.healthIs = (now) => host.notify('health', { document: health(now) });
  host.logged = (priority, message) => host.notify('clog', { id: entry(priority, message) });
  await host.start();
  await clock.pausing(60_000); // serve has begun: it waits for the next time to send alerts again.
  t.after(() => host.stop());
  return host;
}

/** Waits until the target's row of `webhook ls` is as wanted. */
export async function row(host, name, wanted) {
  const end = performance.now() + LIMIT_MS;
  while (performance.now() < end) {
    const found = (await host.ls()).find((one) => one.name === name);
    if (found !== undefined && wanted(found)) {
      return found;
    }
    await new Promise(setImmediate);
  }
  throw new Error(`${name} never became as wanted: ${JSON.stringify(await host.ls())}`);
}
