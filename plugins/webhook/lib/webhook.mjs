import { CommandError, defineModule } from 'mgrp';
import { reasonOf } from './delivery.mjs';
import { testEvent } from './formats.mjs';
import { firingChecks } from './health.mjs';
import { Receiver } from './receiver.mjs';
import { table } from './table.mjs';
import { makeTarget, shownUrl } from './target.mjs';

const TARGET = 'target/';
const MAX_TARGETS = 32;

const ADD = 'webhook add name=name,type=CephString name=url,type=CephString'
  + ' name=kind,type=CephChoices,strings=alertmanager|plain,req=false name=events,type=CephString,req=false'
  + ' name=min_level,type=CephChoices,strings=debug|info|sec|warning|error,req=false';

/** The module. @param clock `now`, `sleep`, `random`. @param post sends one body to one target. */
export function webhook({ clock, post }) {
  const receivers = new Map();
  let serving = false;

  const open = (target, mgr) => {
    const receiver = new Receiver(target, { mgr, clock, post });
    receivers.set(target.name, receiver);
    if (serving) {
      receiver.start();
    }
    return receiver;
  };

  const find = (name) => {
    const receiver = receivers.get(name);
    if (receiver === undefined) {
      throw new CommandError('ENOENT', `there is no webhook "${name}": see "webhook ls"`);
    }
    return receiver;
  };

  const look = async (mgr, some = receivers.values()) => {
    const checks = firingChecks(await mgr.get('health'));
    if (checks !== null) {
      for (const receiver of some) {
        receiver.healthChanged(checks);
      }
    }
  };

  return defineModule({
    options: {
      resend_interval: { type: 'secs', default: 60, min: 1, desc: 'How often Alertmanager is told again of what still fires' },
      change_interval: { type: 'secs', default: 60, min: 0, desc: 'How often a health check is told again when only its wording changes' },
      retry_for: { type: 'secs', default: 3600, min: 1, desc: 'How long an event is kept for a receiver that does not answer' },
      timeout: { type: 'secs', default: 10, min: 1, max: 300, desc: 'How long a receiver may take to answer' },
      queue_length: { type: 'uint', default: 1000, min: 1, max: 100000, desc: 'How many events are kept for each receiver' },
    },

    commands: {
      [ADD]: {
        desc: 'Post health changes and cluster log entries to a URL; a secret for signatures is read with -i',
        perm: 'rw',
        async handler(args, mgr, call) {
          const target = makeTarget(args, call.inbuf.toString('utf8').trim());
          if (receivers.has(target.name)) {
            throw new CommandError('EEXIST', `there is a webhook "${target.name}" already: remove it first with "webhook rm ${target.name}"`);
          }
          if (receivers.size >= MAX_TARGETS) {
            throw new CommandError('ENOSPC', `there are ${MAX_TARGETS} webhooks already: remove one first with "webhook rm"`);
          }
          const receiver = open(target, mgr);
          try {
            await mgr.store.setJson(TARGET + target.name, target);
          } catch (error) {
            receivers.delete(target.name);
            await receiver.stop();
            throw error;
          }
          await look(mgr, [receiver]).catch((error) => mgr.log.warning('%s: what fires already is not told: %s', target.name, error.message));
          return `webhook ${target.name} added: try it with "webhook test ${target.name}"\n`;
        },
      },
      'webhook ls': {
        desc: 'List the webhooks and how they are doing',
        perm: 'r',
        handler(args, mgr, { format }) {
          const rows = [...receivers.values()].map(describe).sort((a, b) => (a.name < b.name ? -1 : 1));
          return format === undefined || format === 'plain' ? asText(rows) : rows;
        },
      },
      'webhook rm name=name,type=CephString': {
        desc: 'Stop posting to a URL',
        perm: 'rw',
        async handler({ name }, mgr) {
          const receiver = find(name);
          await mgr.store.delete(TARGET + name);
          receivers.delete(name);
          await receiver.forget();
          return `webhook ${name} removed\n`;
        },
      },
      'webhook test name=name,type=CephString': {
        desc: 'Post a test now, and tell what the receiver answered',
        perm: 'rw',
        async handler({ name }, mgr, { signal }) {
          const receiver = find(name);
          const began = clock.now();
          let answer;
          try {
            answer = await receiver.send([testEvent(began)], signal);
          } catch (error) {
            throw new CommandError('EIO', `webhook ${name}: ${reasonOf(error)}`);
          }
          const status = `${answer.status} ${answer.message}`.trim();
          if (answer.status < 200 || answer.status >= 300) {
            throw new CommandError('EIO', `webhook ${name}: the receiver answered ${status}`);
          }
          return `webhook ${name}: the receiver answered ${status} after ${clock.now() - began} ms\n`;
        },
      },
    },

    notify: {
      health: (event, mgr) => look(mgr),
      clog({ id }) {
        for (const receiver of receivers.values()) {
          receiver.logged(id);
        }
      },
    },

    load(mgr) {
      for (const key of mgr.store.keys(TARGET)) {
        try {
          open(mgr.store.getJson(key), mgr);
        } catch (error) {
          mgr.log.error('what the store has as %s cannot be read, and is left alone: %s', key, error.message);
        }
      }
    },

    async serve(mgr, signal) {
      serving = true;
      for (const receiver of receivers.values()) {
        receiver.start();
      }
      await look(mgr);
      while (!signal.aborted) {
        await clock.sleep(mgr.options.resend_interval * 1000, signal).catch(() => {});
        for (const receiver of signal.aborted ? [] : receivers.values()) {
          receiver.resend();
        }
      }
    },

    async shutdown() {
      await Promise.all([...receivers.values()].map((receiver) => receiver.stop()));
    },
  });
}

function describe({ target, delivery }) {
  return {
    name: target.name,
    url: shownUrl(target.url),
    kind: target.kind,
    events: target.events,
    min_level: target.minLevel,
    signed: target.secret !== '',
    last_success: delivery.lastSuccess === null ? null : new Date(delivery.lastSuccess).toISOString(),
    last_error: delivery.lastError === null ? null : { at: new Date(delivery.lastError.at).toISOString(), message: delivery.lastError.message },
    sent: delivery.sent,
    queued: delivery.queued,
    dropped: delivery.dropped,
  };
}

function asText(rows) {
  if (rows.length === 0) {
    return 'no webhooks: add one with "webhook add NAME URL"\n';
  }
  return table(
    ['NAME', 'KIND', 'EVENTS', 'LEVEL', 'SENT', 'QUEUED', 'DROPPED', 'LAST SUCCESS', 'LAST ERROR', 'URL'],
    rows.map((row) => [
      row.name, row.kind, row.events.join(','), row.min_level, String(row.sent), String(row.queued), String(row.dropped),
      row.last_success ?? 'never', row.last_error === null ? '-' : row.last_error.message, row.url,
    ]),
  );
}
