import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { DOWN, FSID, ManualClock, Receiver, row, start } from './support.mjs';

const plain = { kind: 'plain' };

test('A new check, its change and its end are posted in the plain format', async (t) => {
  const receiver = await Receiver.start(t);
  const host = await start(t);
  assert.equal((await host.add('ops', `${receiver.origin}/hook?x=1`, plain)).retval, 0);

  await host.healthIs(DOWN);
  await receiver.received(1);
  host.clock.advance(5000);
  await host.healthIs({ OSD_DOWN: { ...DOWN.OSD_DOWN, severity: 'HEALTH_ERR' } });
  await receiver.received(2);
  host.clock.advance(5000);
  await host.healthIs({});
  const bodies = await receiver.received(3);

  assert.equal(receiver.requests[0].method, 'POST');
  assert.equal(receiver.requests[0].url, '/hook?x=1');
  assert.equal(receiver.requests[0].headers['content-type'], 'application/json');
  assert.deepEqual(bodies[0], {
    cluster: FSID,
    sent_at: '2026-11-22T06:50:00.000Z',
    events: [{
      type: 'health', change: 'new', code: 'OSD_DOWN', level: 'warning', summary: '1 osds down', count: 1,
      detail: ['osd.2 (root=default,host=vm) is down'], since: '2026-11-22T06:50:00.000Z', at: '2026-11-22T06:50:00.000Z',
    }],
  });
  const [changed] = bodies[1].events;
  assert.deepEqual([changed.change, changed.level, changed.previous_level, changed.since, changed.at],
    ['changed', 'error', 'warning', '2026-11-22T06:50:00.000Z', '2026-11-22T06:50:05.000Z']);
  const [cleared] = bodies[2].events;
  assert.deepEqual([cleared.change, cleared.code, cleared.at], ['cleared', 'OSD_DOWN', '2026-11-22T06:50:10.000Z']);
});

test('Alertmanager gets alerts that end later than the next time they are sent', async (t) => {
  const receiver = await Receiver.start(t);
  const host = await start(t);
  await host.add('am', receiver.origin);
  await host.healthIs(DOWN);
  const [alerts] = await receiver.received(1);
  assert.equal(receiver.requests[0].url, '/api/v2/alerts');
  assert.deepEqual(alerts, [{
    labels: { alertname: 'OSD_DOWN', severity: 'warning', cluster: FSID },
    annotations: { summary: '1 osds down', description: 'osd.2 (root=default,host=vm) is down' },
    startsAt: '2026-11-22T06:50:00.000Z',
    endsAt: '2026-11-22T06:54:00.000Z',
  }]);
});

test('Alertmanager is told again of what still fires, and no more once it is over', async (t) => {
  const receiver = await Receiver.start(t);
  const host = await start(t);
  await host.add('am', receiver.origin);
  await host.healthIs(DOWN);
  await row(host, 'am', ({ sent }) => sent === 1);

  host.clock.advance(60_000);
  const [, again] = await receiver.received(2);
  assert.deepEqual([again[0].startsAt, again[0].endsAt], ['2026-11-22T06:50:00.000Z', '2026-11-22T06:55:00.000Z']);
  await row(host, 'am', ({ sent }) => sent === 2);

  await host.healthIs({});
  const [, , over] = await receiver.received(3);
  assert.deepEqual([over.length, over[0].labels.alertname, over[0].endsAt], [1, 'OSD_DOWN', '2026-11-22T06:51:00.000Z']);
  await host.clock.pausing(60_000);
  host.clock.advance(60_000);
  await host.clock.pausing(60_000);
  assert.equal((await row(host, 'am', ({ queued }) => queued === 0)).sent, 3);
});

test('A check that becomes an error ends its alert as a warning', async (t) => {
  const receiver = await Receiver.start(t);
  const host = await start(t);
  await host.add('am', receiver.origin);
  await host.healthIs(DOWN);
  await receiver.received(1);
  await host.healthIs({ OSD_DOWN: { ...DOWN.OSD_DOWN, severity: 'HEALTH_ERR' } });
  const [, alerts] = await receiver.received(2);
  assert.deepEqual(alerts.map((alert) => [alert.labels.severity, alert.endsAt]),
    [['warning', '2026-11-22T06:50:00.000Z'], ['critical', '2026-11-22T06:54:00.000Z']]);
});

test('A wording that changes with every digest is told at most once a minute', async (t) => {
  const receiver = await Receiver.start(t);
  const host = await start(t);
  await host.add('ops', receiver.origin, plain);
  const degraded = (objects) => ({ PG_DEGRADED: { message: `Degraded data redundancy: ${objects}/2066 objects degraded` } });
  await host.healthIs(degraded(637));
  await receiver.received(1);
  for (const objects of [500, 400, 300]) {
    host.clock.advance(19_000);
    await host.healthIs(degraded(objects));
  }
  assert.equal((await row(host, 'ops', ({ queued }) => queued === 0)).sent, 1);
  host.clock.advance(3_000);
  await host.healthIs(degraded(200));
  const [, second] = await receiver.received(2);
  assert.deepEqual(second.events.map(({ change, summary }) => [change, summary]),
    [['changed', 'Degraded data redundancy: 200/2066 objects degraded']]);
});

test('A muted check counts as cleared', async (t) => {
  const receiver = await Receiver.start(t);
  const host = await start(t);
  await host.add('ops', receiver.origin, plain);
  await host.healthIs(DOWN);
  await receiver.received(1);
  await host.healthIs({ OSD_DOWN: { ...DOWN.OSD_DOWN, muted: true } });
  assert.equal((await receiver.received(2))[1].events[0].change, 'cleared');
});

test('Cluster log entries are posted from the level that was asked for', async (t) => {
  const receiver = await Receiver.start(t);
  const host = await start(t);
  await host.add('ops', receiver.origin, { ...plain, events: 'clog', min_level: 'warning' });
  await host.healthIs(DOWN);
  await host.logged('[INF]', 'osd.2 boot');
  await host.logged('[WRN]', 'Health check failed: 1 osds down (OSD_DOWN)');
  const [body] = await receiver.received(1);
  assert.deepEqual(body.events, [{
    type: 'clog', level: 'warning', at: '2026-11-22T06:50:00.000Z', channel: 'cluster', daemon: 'mon.a',
    message: 'Health check failed: 1 osds down (OSD_DOWN)', stamp: '2026-11-22T06:50:15.662935+0000',
  }]);
  assert.equal((await row(host, 'ops', ({ queued }) => queued === 0)).sent, 1);
});

test('Only errors are posted when min_level is error', async (t) => {
  const receiver = await Receiver.start(t);
  const host = await start(t);
  await host.add('ops', receiver.origin, { ...plain, min_level: 'error' });
  await host.healthIs({ ...DOWN, OSD_FULL: { severity: 'HEALTH_ERR', message: '1 full osd(s)' } });
  await host.healthIs({ ...DOWN, OSD_FULL: { severity: 'HEALTH_WARN', message: '1 full osd(s)' } });
  await row(host, 'ops', ({ sent }) => sent === 2);
  assert.deepEqual(receiver.requests.map((request) => request.json).flatMap((body) => body.events).map(({ change, code }) => [change, code]), [['new', 'OSD_FULL'], ['cleared', 'OSD_FULL']]);
});

test('What fires when a webhook is added is told to it at once', async (t) => {
  const receiver = await Receiver.start(t);
  const host = await start(t, { checks: DOWN });
  await host.add('ops', receiver.origin, plain);
  assert.equal((await receiver.received(1))[0].events[0].code, 'OSD_DOWN');
});

test('After a restart nothing is told twice, and what ended meanwhile is told', async (t) => {
  const receiver = await Receiver.start(t);
  const before = await start(t);
  await before.add('ops', receiver.origin, plain);
  await before.healthIs({ ...DOWN, MON_DOWN: { message: '1/3 mons down' } });
  await row(before, 'ops', ({ sent }) => sent === 2);
  await before.stop();

  const clock = new ManualClock();
  clock.advance(600_000);
  const after = await start(t, { clock, store: before.store, checks: DOWN });
  const [, body] = await receiver.received(2);
  assert.deepEqual(body.events.map(({ change, code, since }) => [change, code, since]), [['cleared', 'MON_DOWN', '2026-11-22T06:50:00.000Z']]);
  await row(after, 'ops', ({ sent }) => sent === 1);
  await after.healthIs(DOWN);
  assert.equal((await row(after, 'ops', ({ queued }) => queued === 0)).sent, 1);
});

test('What was not delivered before a restart is told after it', async (t) => {
  const receiver = await Receiver.start(t);
  receiver.answers.push({ status: 503 });
  const before = await start(t);
  await before.add('ops', receiver.origin, plain);
  await before.healthIs(DOWN);
  await row(before, 'ops', ({ last_error: error }) => error !== null);
  await before.stop();
  await start(t, { store: before.store, checks: DOWN });
  assert.equal((await receiver.received(2))[1].events[0].change, 'new');
});

test('A secret signs the body, and is never shown', async (t) => {
  const receiver = await Receiver.start(t);
  const host = await start(t);
  const url = receiver.origin.replace('http://', 'http://user:hunter2@');
  await host.add('ops', url, plain, 'swordfish\n');
  assert.equal((await host.command({ prefix: 'webhook test', name: 'ops' })).retval, 0);
  const { headers, body } = receiver.requests[0];
  assert.equal(headers['x-signature-256'], `sha256=${createHmac('sha256', 'swordfish').update(body).digest('hex')}`);
  assert.equal(headers.authorization, `Basic ${Buffer.from('user:hunter2').toString('base64')}`);

  receiver.answers.push({ status: 500 });
  await host.healthIs(DOWN);
  await row(host, 'ops', ({ last_error: error }) => error !== null);
  const seen = [await host.command('webhook ls'), await host.command({ prefix: 'webhook ls', format: 'json' }), host.logs];
  assert.doesNotMatch(JSON.stringify(seen), /swordfish|hunter2/);
  assert.equal((await host.ls())[0].signed, true);
});

test('A test is posted at once, and its answer told', async (t) => {
  const receiver = await Receiver.start(t);
  const host = await start(t);
  await host.add('am', receiver.origin);
  assert.deepEqual(await host.command({ prefix: 'webhook test', name: 'am' }),
    { retval: 0, stdout: 'webhook am: the receiver answered 200 OK after 0 ms\n', stderr: '' });
  assert.equal(receiver.requests[0].json[0].labels.alertname, 'CephWebhookTest');

  receiver.answers.push({ status: 404 });
  assert.deepEqual(await host.command({ prefix: 'webhook test', name: 'am' }),
    { retval: -5, stdout: '', stderr: 'webhook am: the receiver answered 404 Not Found' });
});

test('A test of a receiver that is not there says so', async (t) => {
  const host = await start(t);
  await host.add('am', 'http://127.0.0.1:1');
  const answer = await host.command({ prefix: 'webhook test', name: 'am' });
  assert.equal(answer.retval, -5);
  assert.match(answer.stderr, /^webhook am: connect ECONNREFUSED 127\.0\.0\.1:1$/);
});

test('A receiver that does not answer is given up after the time that it has', async (t) => {
  const receiver = await Receiver.start(t);
  receiver.answers.push({ silent: true });
  const host = await start(t, { options: { timeout: '1' } });
  await host.add('am', receiver.origin);
  assert.equal((await host.command({ prefix: 'webhook test', name: 'am' })).stderr, 'webhook am: no answer within 1 s');
});

for (const [title, url, more, sentence] of [
  ['another scheme', 'ftp://x/', {}, /http or https URL, and this one starts with "ftp:"/],
  ['a file', 'file:///etc/passwd', {}, /starts with "file:"/],
  ['no URL', 'ops', {}, /no URL: use one like https:/],
  ['an unknown kind', 'http://x/', { kind: 'slack' }, /use alertmanager or plain/],
  ['unknown events', 'http://x/', { events: 'health,osd' }, /use health, clog or both/],
  ['no events', 'http://x/', { events: ',' }, /use health, clog or both/],
  ['an unknown level', 'http://x/', { min_level: 'high' }, /use one of debug, info/],
  ['a strange name', 'http://x/', { name: 'a/b' }, /is no name for a webhook/],
]) {
  test(`webhook add refuses ${title}`, async (t) => {
    const host = await start(t);
    const answer = await host.add('ops', url, more);
    assert.equal(answer.retval, -22);
    assert.match(answer.stderr, sentence);
    assert.deepEqual(host.store, {});
  });
}

test('A name is taken only once, and is free again after rm', async (t) => {
  const host = await start(t);
  await host.add('ops', 'http://127.0.0.1:1/', plain);
  const again = await host.add('ops', 'http://127.0.0.1:2/', plain);
  assert.equal(again.retval, -17);
  assert.match(again.stderr, /remove it first with "webhook rm ops"/);
  assert.equal((await host.command({ prefix: 'webhook rm', name: 'ops' })).stdout, 'webhook ops removed\n');
  assert.deepEqual(host.store, {});
  assert.equal((await host.command({ prefix: 'webhook rm', name: 'ops' })).retval, -2);
  assert.equal((await host.command({ prefix: 'webhook test', name: 'ops' })).retval, -2);
  assert.equal((await host.add('ops', 'http://127.0.0.1:2/', plain)).retval, 0);
});

test('webhook ls is a table, and says what to do when there is none', async (t) => {
  const host = await start(t);
  assert.equal((await host.command('webhook ls')).stdout, 'no webhooks: add one with "webhook add NAME URL"\n');
  await host.add('ops', 'http://user:secret@127.0.0.1:1/x', plain);
  assert.equal((await host.command('webhook ls')).stdout,
    'NAME  KIND   EVENTS       LEVEL    SENT  QUEUED  DROPPED  LAST SUCCESS  LAST ERROR  URL\n'
    + 'ops   plain  health,clog  warning  0     0       0        never         -           http://user:***@127.0.0.1:1/x\n');
});

test('A broken entry of the store does not stop the others', async (t) => {
  const receiver = await Receiver.start(t);
  const good = { name: 'ops', url: receiver.origin, kind: 'plain', events: ['health'], minLevel: 'warning', secret: '' };
  const host = await start(t, { store: { 'target/bad': '{', 'target/ops': JSON.stringify(good) }, checks: DOWN });
  await receiver.received(1);
  assert.equal((await host.ls()).length, 1);
  assert.match(host.logs[0].message, /target\/bad cannot be read/);
});

test('A health document that is not there yet tells nothing', async (t) => {
  const receiver = await Receiver.start(t);
  const host = await start(t);
  await host.add('ops', receiver.origin, plain);
  for (const document of [null, { json: '' }, { json: '{' }, {}]) {
    await host.notify('health', { document });
  }
  assert.equal((await host.ls())[0].queued + receiver.requests.length, 0);
});
