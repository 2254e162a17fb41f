'use strict';

const { readFile } = require('node:fs/promises');

const MAX_HELD = 64;

/** Cluster state by name: parsed once per version, however many ask. */
class Documents {
  #call;
  #shared;
  #held = new Map();

  /** @param shared one object per version for everybody; otherwise each reader gets its own copy. */
  constructor(call, shared) {
    this.#call = call;
    this.#shared = shared;
  }

  /** @returns a promise of `{version, value}`; version 0 and null when the host knows no such document. */
  async read(method, key, params) {
    const { version, content } = await this.#current(method, key, params);
    const value = await content;
    return { version, value: this.#shared ? value : structuredClone(value) };
  }

  async #current(method, key, params) {
    // Each reader asks for itself: an answer that is already under way may be older than what this reader was notified of.
    const known = this.#held.get(key);
    const have = known === undefined ? {} : { have: known.version, ...(method === 'get' && { changes: true }) };
    const answer = await this.#call(method, { ...params, ...have });
    if (answer.unchanged && known !== undefined) {
      return known;
    }
    const held = this.#held.get(key);
    if (held !== undefined && held.version === answer.version) {
      return held; // Another reader got this version meanwhile, and is parsing it or has done so.
    }
    if (answer.changes !== undefined && known !== undefined) {
      return this.#keep(key, answer.version, withChanges(await known.content, answer.changes));
    }
    if (answer.path === undefined) {
      return this.#keep(key, answer.version, answer.value ?? null);
    }
    const content = readJson(answer.path);
    const document = this.#keep(key, answer.version, content);
    try {
      await content;
      return document;
    } catch (error) {
      if (this.#held.get(key) === document) {
        this.#held.delete(key);
      }
      if (error.code !== 'ENOENT') {
        throw error;
      }
    }
    // A newer version has replaced the file before it was read.
    const again = await this.#call(method, params);
    return { version: again.version, content: again.path === undefined ? again.value ?? null : readJson(again.path) };
  }

  #keep(key, version, content) {
    const document = { version, content };
    if (version > 0 && version > (this.#held.get(key)?.version ?? 0)) {
      this.#held.delete(key);
      this.#held.set(key, document);
      if (this.#held.size > MAX_HELD) {
        this.#held.delete(this.#held.keys().next().value);
      }
    }
    return document;
  }
}

/** The next version of a document. What did not change is the same object in both, and the older one stays as it is. */
function withChanges(value, { set = {}, items = {} }) {
  const next = { ...value, ...set };
  for (const [name, elements] of Object.entries(items)) {
    const list = value[name].slice();
    for (const [index, element] of elements) {
      list[index] = element;
    }
    next[name] = list;
  }
  return next;
}

async function readJson(path) {
  return JSON.parse(await readFile(path, 'utf8'));
}

module.exports = { Documents };
