const MAX_DETAIL_LINES = 50;
const LOG_ALERT_MS = 5 * 60_000;
const TEST_ALERT_MS = 60_000;

/** An event of the cluster log. */
export function logEvent(entry, level, at) {
  return { type: 'clog', level, at, channel: entry.channel, daemon: entry.name, message: entry.message, stamp: entry.stamp };
}

/** An event that only says that the way to the receiver works. */
export const testEvent = (at) => ({ type: 'test', level: 'info', at, message: 'A test of the Ceph webhook. Nothing is wrong.' });

/** @returns the body to post for these events. */
export function format(kind, events, { fsid, now, resendMs }) {
  return JSON.stringify(kind === 'alertmanager' ? alerts(events, fsid, now, resendMs) : plain(events, fsid, now));
}

function plain(events, fsid, now) {
  return {
    cluster: fsid,
    sent_at: iso(now),
    events: events.map(({ type, change, code, level, summary, count, detail, since, at, previousLevel, channel, daemon, message, stamp }) => ({
      type, change, code, level, previous_level: previousLevel, summary, count, detail: detail?.slice(0, MAX_DETAIL_LINES),
      since: since === undefined ? undefined : iso(since), at: iso(at), channel, daemon, message, stamp,
    })),
  };
}

// An alert is known by its labels. It fires until its end, so while a check lasts it is sent again with a later one.
function alerts(events, fsid, now, resendMs) {
  const byLabels = new Map();
  const add = (labels, annotations, startsAt, endsAt) =>
    byLabels.set(JSON.stringify(labels), { labels, annotations, startsAt: iso(startsAt), endsAt: iso(endsAt) });
  for (const event of events) {
    if (event.type === 'health') {
      const { code, level, previousLevel, since, at } = event;
      if (previousLevel !== undefined) {
        add(healthLabels(code, previousLevel, fsid), { summary: event.summary }, since, at);
      }
      add(healthLabels(code, level, fsid), healthAnnotations(event), since, event.change === 'cleared' ? at : now + 4 * resendMs);
    } else if (event.type === 'clog') {
      const { level, channel, daemon, message, at } = event;
      add({ alertname: 'CephClusterLog', severity: severityOf(level), cluster: fsid, channel, daemon }, { summary: message }, at, at + LOG_ALERT_MS);
    } else {
      add({ alertname: 'CephWebhookTest', severity: 'none', cluster: fsid }, { summary: event.message }, event.at, event.at + TEST_ALERT_MS);
    }
  }
  return [...byLabels.values()];
}

const healthLabels = (code, level, fsid) => ({ alertname: code, severity: severityOf(level), cluster: fsid });

function healthAnnotations({ summary, detail }) {
  return { summary, description: detail.slice(0, MAX_DETAIL_LINES).join('\n') };
}

// Prometheus' word for an error is critical.
const severityOf = (level) => (level === 'error' ? 'critical' : level === 'sec' ? 'info' : level);

const iso = (ms) => new Date(ms).toISOString();
