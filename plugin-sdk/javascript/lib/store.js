'use strict';

/** The module's key/value store. Reads are local; a write is durable when its promise resolves. */
class Store {
  #call;
  #values;
  #writing = new Set();

  constructor(values, call) {
    this.#values = new Map(Object.entries(values ?? {}));
    this.#call = call;
  }

  get(key) {
    return this.#values.get(key);
  }

  /** The value parsed as JSON; undefined when there is none. */
  getJson(key) {
    const text = this.#values.get(key);
    return text === undefined ? undefined : JSON.parse(text);
  }

  has(key) {
    return this.#values.has(key);
  }

  keys(prefix = '') {
    return [...this.#values.keys()].filter((key) => key.startsWith(prefix)).sort();
  }

  entries(prefix = '') {
    return this.keys(prefix).map((key) => [key, this.#values.get(key)]);
  }

  set(key, value) {
    if (typeof value !== 'string') {
      return Promise.reject(new TypeError(`store.set("${key}"): a value is a string; use setJson for anything else`));
    }
    return this.#write(key, value);
  }

  setJson(key, value) {
    return this.#write(key, JSON.stringify(value));
  }

  delete(key) {
    return this.#write(key, null);
  }

  /** Takes over what the host pushed. */
  apply({ set = {}, removed = [] }) {
    for (const [key, value] of Object.entries(set)) {
      this.#push(key, value);
    }
    for (const key of removed) {
      this.#push(key, null);
    }
  }

  async #write(key, value) {
    const write = { key, overtaken: false };
    this.#writing.add(write);
    try {
      await this.#call('set_store', { key, value });
      // The host's echo is the truth, and may have brought a later value already; before it comes, the module must see its own.
      if (!write.overtaken) {
        this.#keep(key, value);
      }
    } finally {
      this.#writing.delete(write);
    }
  }

  #push(key, value) {
    for (const write of this.#writing) {
      write.overtaken ||= write.key === key;
    }
    this.#keep(key, value);
  }

  #keep(key, value) {
    if (value === null) {
      this.#values.delete(key);
    } else {
      this.#values.set(key, value);
    }
  }
}

module.exports = { Store };
