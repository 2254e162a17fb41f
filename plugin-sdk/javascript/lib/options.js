'use strict';

const TRUE = new Set(['true', '1', 'yes', 'on']);
const FALSE = new Set(['false', '0', 'no', 'off']);
const TYPES = new Set(['uint', 'int', 'str', 'float', 'bool', 'addr', 'addrvec', 'uuid', 'size', 'secs', 'millisecs']);
const SIZE_POWERS = { '': 0, b: 0, k: 1, m: 2, g: 3, t: 4, p: 5, e: 6 };
const SECONDS = { '': 1, s: 1, sec: 1, second: 1, m: 60, min: 60, minute: 60, h: 3600, hr: 3600, hour: 3600, d: 86400, day: 86400, w: 604800, week: 604800 };

/** The value of a stored text, or undefined when the text is not of the type. */
function parseOption(type, text) {
  switch (type) {
    case 'int': return integer(text);
    case 'uint':
    case 'millisecs': {
      const value = integer(text);
      return value >= 0 ? value : undefined;
    }
    case 'float': {
      const value = text.trim() === '' ? NaN : Number(text);
      return Number.isFinite(value) ? value : undefined;
    }
    case 'bool': {
      const word = text.trim().toLowerCase();
      return TRUE.has(word) ? true : FALSE.has(word) ? false : undefined;
    }
    case 'size': return size(text);
    case 'secs': return seconds(text);
    default: return text;
  }
}

function integer(text) {
  return /^\s*[+-]?\d+\s*$/.test(text) ? Number(text) : undefined;
}

// As Ceph reads sizes: K and Ki are both 1024.
function size(text) {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([bkmgtpe]?)i?b?\s*$/i.exec(text);
  return match ? Math.round(Number(match[1]) * 1024 ** SIZE_POWERS[match[2].toLowerCase()]) : undefined;
}

// "90", "1h30m", "2 days"
function seconds(text) {
  let total = 0;
  let rest = text.trim().toLowerCase();
  if (rest === '') {
    return undefined;
  }
  while (rest !== '') {
    const match = /^(\d+)\s*([a-z]*?)s?(?=$|[\d\s])\s*/.exec(rest);
    const unit = match && (SECONDS[match[2]] ?? SECONDS[`${match[2]}s`]);
    if (!unit) {
      return undefined;
    }
    total += Number(match[1]) * unit;
    rest = rest.slice(match[0].length);
  }
  return total;
}

/** Checks a module's option table and gives what `initialize` answers. */
function declareOptions(options) {
  return Object.entries(options ?? {}).map(([name, option]) => {
    if (!/^[A-Za-z][\w.-]*$/.test(name)) {
      throw new TypeError(`option "${name}": a name starts with a letter and has only letters, digits, "_", "-" and "."`);
    }
    const type = option.type ?? 'str';
    if (!TYPES.has(type)) {
      throw new TypeError(`option "${name}": type "${type}" is not one of ${[...TYPES].join(', ')}`);
    }
    return {
      name,
      type,
      default: option.default ?? null,
      desc: option.desc ?? '',
      long_desc: option.longDesc ?? '',
      min: option.min ?? null,
      max: option.max ?? null,
      enum_allowed: option.enumAllowed ?? [],
      tags: option.tags ?? [],
      see_also: option.seeAlso ?? [],
      runtime: option.runtime ?? true,
    };
  });
}

/** The stored options of one module, read as their declared types. Reads cost nothing; the host pushes each change. */
class Options {
  #stored;
  #declared = [];
  #mgrId;
  #onInvalid;
  #values = Object.freeze({});

  constructor(stored, mgrId, onInvalid) {
    this.#stored = new Map(Object.entries(stored ?? {}));
    this.#mgrId = mgrId;
    this.#onInvalid = onInvalid;
  }

  declare(declarations) {
    this.#declared = declarations;
    this.#values = this.#read();
  }

  /** All declared options, as one frozen object. */
  get values() {
    return this.#values;
  }

  stored(name) {
    return this.#stored.get(name);
  }

  /** The value that this manager alone has (`x/interval`), or the common one. */
  localized(name) {
    const declaration = this.#declared.find((option) => option.name === name);
    const text = this.#stored.get(`${this.#mgrId}/${name}`);
    return declaration === undefined || text === undefined ? this.#values[name] : this.#typed(declaration, text);
  }

  /** @returns the names that changed, localized ones without their manager. */
  apply({ set = {}, removed = [] }) {
    for (const [key, value] of Object.entries(set)) {
      this.#stored.set(key, value);
    }
    for (const key of removed) {
      this.#stored.delete(key);
    }
    this.#values = this.#read();
    const prefix = `${this.#mgrId}/`;
    return [...Object.keys(set), ...removed].map((key) => key.startsWith(prefix) ? key.slice(prefix.length) : key);
  }

  #read() {
    const values = {};
    for (const declaration of this.#declared) {
      const text = this.#stored.get(declaration.name);
      values[declaration.name] = text === undefined ? defaultOf(declaration) : this.#typed(declaration, text);
    }
    return Object.freeze(values);
  }

  #typed(declaration, text) {
    const value = parseOption(declaration.type, text);
    if (value === undefined) {
      this.#onInvalid(`option ${declaration.name} is "${text}", which is not of type ${declaration.type}: the default is used`);
      return defaultOf(declaration);
    }
    return value;
  }
}

function defaultOf({ type, default: value }) {
  return typeof value === 'string' ? parseOption(type, value) ?? value : value;
}

module.exports = { Options, declareOptions, parseOption };
