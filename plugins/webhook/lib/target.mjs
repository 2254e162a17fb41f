import { CommandError } from 'mgrp';
import { LEVELS } from './levels.mjs';

export const KINDS = ['alertmanager', 'plain'];
export const EVENTS = ['health', 'clog'];

const ALERTS_PATH = '/api/v2/alerts';
const MAX_SECRET_BYTES = 4096;

/** Checks what an operator typed and gives the target that is stored: `{name, url, kind, events, minLevel, secret}`. */
export function makeTarget({ name, url, kind = 'alertmanager', events = EVENTS.join(','), min_level: minLevel = 'warning' }, secret = '') {
  if (!/^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/.test(name)) {
    throw new CommandError('EINVAL', `"${name}" is no name for a webhook: use letters, digits, "_", "-" and ".", at most 63`);
  }
  if (!KINDS.includes(kind)) {
    throw new CommandError('EINVAL', `kind is "${kind}": use ${KINDS.join(' or ')}`);
  }
  if (!LEVELS.includes(minLevel)) {
    throw new CommandError('EINVAL', `min_level is "${minLevel}": use one of ${LEVELS.join(', ')}`);
  }
  if (Buffer.byteLength(secret) > MAX_SECRET_BYTES) {
    throw new CommandError('E2BIG', `the secret is longer than ${MAX_SECRET_BYTES} bytes`);
  }
  return { name, url: checkedUrl(url, kind), kind, events: checkedEvents(events), minLevel, secret };
}

function checkedUrl(text, kind) {
  let url;
  try {
    url = new URL(text);
  } catch {
    throw new CommandError('EINVAL', `this is no URL: use one like https://alertmanager.example:9093`);
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new CommandError('EINVAL', `a webhook is an http or https URL, and this one starts with "${url.protocol}"`);
  }
  url.hash = '';
  if (kind === 'alertmanager' && !url.pathname.endsWith('/alerts')) {
    url.pathname = url.pathname.replace(/\/$/, '') + ALERTS_PATH;
  }
  return url.href;
}

function checkedEvents(text) {
  const events = [...new Set(text.split(',').map((word) => word.trim()).filter(Boolean))];
  const strange = events.find((event) => !EVENTS.includes(event));
  if (strange !== undefined || events.length === 0) {
    throw new CommandError('EINVAL', `events is "${text}": use ${EVENTS.join(', ')} or both with a comma between them`);
  }
  return events;
}

/** The URL for human eyes: a password in it is not shown. */
export function shownUrl(text) {
  const url = new URL(text);
  if (url.password !== '') {
    url.password = '***';
  }
  return url.href;
}
