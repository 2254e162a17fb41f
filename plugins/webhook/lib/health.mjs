import { isAtLeast, levelOfSeverity } from './levels.mjs';

/** The checks that are firing in the document `health`, by code; null when the document holds none yet. Muted checks do not fire. */
export function firingChecks(document) {
  let health;
  try {
    health = JSON.parse(document?.json ?? 'null');
  } catch {
    return null;
  }
  if (health === null || typeof health.checks !== 'object') {
    return null;
  }
  const checks = new Map();
  for (const [code, check] of Object.entries(health.checks)) {
    if (!check.muted) {
      checks.set(code, {
        level: levelOfSeverity(check.severity),
        summary: check.summary?.message ?? '',
        count: check.summary?.count ?? 0,
        detail: (check.detail ?? []).map((line) => line.message),
      });
    }
  }
  return checks;
}

/**
 * What one receiver knows of the cluster's health, and what must be told to it when that changes. It starts with what the
 * receiver had been told before the module was restarted: nothing is told twice, nothing is forgotten.
 */
export class HealthTracker {
  #minLevel;
  #known;

  /** @param told what `told` gave: by code, `{level, since}`. */
  constructor(minLevel, told = {}) {
    this.#minLevel = minLevel;
    this.#known = new Map(Object.entries(told).map(([code, check]) => [code, { ...check, at: -Infinity, unsure: true }]));
  }

  /** Everything that fires now, as events that say so again. */
  firing() {
    return [...this.#known].filter(([, check]) => !check.unsure).map(([code, check]) => event('firing', code, check));
  }

  /**
   * @param changeIntervalMs a check whose wording alone changes (as the counts in it do) is told again only after this time.
   * @returns the events to tell.
   */
  update(checks, now, changeIntervalMs) {
    const events = [];
    for (const [code, check] of checks) {
      if (!isAtLeast(check.level, this.#minLevel)) {
        continue;
      }
      const known = this.#known.get(code);
      if (known === undefined) {
        this.#tell(events, 'new', code, { ...check, since: now, at: now });
      } else if (known.level !== check.level) {
        this.#tell(events, 'changed', code, { ...check, since: known.since, at: now, previousLevel: known.level });
      } else if (known.unsure) {
        this.#known.set(code, { ...check, since: known.since, at: now });
      } else if (wordingOf(known) !== wordingOf(check) && now - known.at >= changeIntervalMs) {
        this.#tell(events, 'changed', code, { ...check, since: known.since, at: now });
      }
    }
    for (const [code, known] of this.#known) {
      if (!isAtLeast(checks.get(code)?.level, this.#minLevel)) {
        this.#known.delete(code);
        events.push(event('cleared', code, { summary: '', count: 0, detail: [], ...known, at: now }));
      }
    }
    return events;
  }

  #tell(events, change, code, check) {
    events.push(event(change, code, check));
    const { previousLevel, ...kept } = check;
    this.#known.set(code, kept);
  }
}

const wordingOf = ({ summary, detail }) => JSON.stringify([summary, detail]);

function event(change, code, { level, summary, count, detail, since, at, previousLevel }) {
  return { type: 'health', change, code, level, summary, count, detail, since, at, previousLevel };
}

/** What the receiver has been told, after these events too. Gives the same object when they change nothing. */
export function told(before, events) {
  let after = before;
  for (const { type, change, code, level, since } of events) {
    if (type !== 'health' || change === 'firing') {
      continue;
    }
    if (change === 'cleared') {
      const { [code]: gone, ...rest } = after;
      after = gone === undefined ? after : rest;
    } else if (after[code]?.level !== level) {
      after = { ...after, [code]: { level, since } };
    }
  }
  return after;
}
