// Types of `mgrp`, the JavaScript SDK of MgrPlatform. The guide is docs/module-authors/javascript.md.

/// <reference types="node" />

/** Types of options, as Ceph names them. */
export type OptionType =
  | 'uint' | 'int' | 'str' | 'float' | 'bool' | 'addr' | 'addrvec' | 'uuid' | 'size' | 'secs' | 'millisecs';

type NumberOption = 'uint' | 'int' | 'float' | 'size' | 'secs' | 'millisecs';

/** One option of a module. Without a `type` it is text. */
export interface OptionDeclaration {
  readonly type?: OptionType;
  readonly default?: string | number | boolean | null;
  readonly desc?: string;
  readonly longDesc?: string;
  readonly min?: string | number | null;
  readonly max?: string | number | null;
  readonly enumAllowed?: readonly string[];
  readonly tags?: readonly string[];
  readonly seeAlso?: readonly string[];
  /** False: a change takes effect when the module is started again. */
  readonly runtime?: boolean;
}

export type OptionTable = Readonly<Record<string, OptionDeclaration>>;

type OptionBase<D extends OptionDeclaration> =
  D extends { readonly type: NumberOption } ? number : D extends { readonly type: 'bool' } ? boolean : string;

/** The value that a declaration gives: null only when it has no default. */
export type OptionValue<D extends OptionDeclaration> =
  D extends { readonly default: string | number | boolean } ? OptionBase<D> : OptionBase<D> | null;

export type OptionValues<O extends OptionTable> = { readonly [K in keyof O]: OptionValue<O[K]> };

// ---- Commands: the arguments' types are read from Ceph's declaration, `fs status name=fs,type=CephString,req=false`.

type Field<W extends string, K extends string> =
  W extends `${K}=${infer V},${string}` ? V
    : W extends `${K}=${infer V}` ? V
      : W extends `${string},${K}=${infer V},${string}` ? V
        : W extends `${string},${K}=${infer V}` ? V
          : never;

type ArgumentType<T extends string> =
  T extends 'CephInt' | 'CephFloat' ? number : T extends 'CephBool' ? boolean : string;

type ArgumentValue<W extends string> =
  [Field<W, 'n'>] extends [never] ? ArgumentType<Field<W, 'type'>> : ArgumentType<Field<W, 'type'>>[];

type OneArgument<W extends string> =
  [Field<W, 'name'>] extends [never] ? {}
    : Field<W, 'req'> extends 'false'
      ? [Field<W, 'req'>] extends [never] ? { [K in Field<W, 'name'>]: ArgumentValue<W> } : { [K in Field<W, 'name'>]?: ArgumentValue<W> }
      : { [K in Field<W, 'name'>]: ArgumentValue<W> };

type Merge<T> = { [K in keyof T]: T[K] };

/** The arguments of a declaration: `CommandArguments<'pool get name=pool,type=CephString'>` is `{ pool: string }`. */
export type CommandArguments<S extends string> =
  string extends S ? Record<string, any>
    : S extends `${infer W} ${infer Rest}` ? Merge<OneArgument<W> & CommandArguments<Rest>> : OneArgument<S>;

/** An explicit answer: 0 or a negative errno value, and the two texts that Ceph keeps apart. */
export interface CommandResult {
  retval: number;
  stdout?: string | Uint8Array;
  stderr?: string;
}

/**
 * What a handler may return. Text and bytes are printed as they are; nothing prints nothing; everything else is
 * written as JSON: on one line for `--format json`, else indented.
 */
export type CommandReturn = string | Uint8Array | CommandResult | object | number | boolean | null | undefined | void;

/** Facts about one call of a command. */
export interface CommandCall {
  readonly prefix: string;
  /** What the caller asked for with `--format`. */
  readonly format: string | undefined;
  /** What the caller passed with `-i`; empty when nothing. */
  readonly inbuf: Buffer;
  /** Names the caller; `isAuthorized` uses it. */
  readonly session: number | null;
  /** The caller waits no longer than this. */
  readonly deadlineMs: number | undefined;
  /** Aborted when the answer is no longer wanted: pass it on to what you wait for. */
  readonly signal: AbortSignal;
  /** Whether the caller's capabilities allow this with these arguments. */
  isAuthorized(args: Record<string, string>): Promise<boolean>;
}

export interface Command<S extends string = string, M = Mgr> {
  /** One sentence of help. */
  desc?: string;
  /** What the caller needs: `r`, `w`, `rw` (the default), or one of these with `x`. */
  perm?: 'r' | 'w' | 'rw' | 'x' | 'rx' | 'wx' | 'rwx';
  /** The official tool repeats the command by itself when asked to with `--period`. */
  poll?: boolean;
  handler(args: CommandArguments<S>, mgr: M, call: CommandCall): CommandReturn | Promise<CommandReturn>;
}

// ---- Notifications, other modules.

export interface ClusterLogEntry {
  name: string;
  rank: string;
  addrs: unknown;
  stamp: string;
  seq: number;
  channel: string;
  priority: string;
  message: string;
}

export interface NotifyEvent<I = string> {
  readonly type: string;
  /** The daemon or tag that it is about; for `clog` the entry itself. */
  readonly id: I;
  /** The version of the document that changed: `mgr.get` now gives this one or a later one. */
  readonly version?: number;
}

export type NotifyType =
  | 'mon_map' | 'mon_status' | 'osd_map' | 'fs_map' | 'service_map' | 'pg_summary' | 'health' | 'clog' | 'command' | 'perf_schema_update';

export type NotifyTable<M = Mgr> = {
  [T in NotifyType]?: (event: NotifyEvent<T extends 'clog' ? ClusterLogEntry : string>, mgr: M) => void | Promise<void>;
} & { [type: string]: ((event: NotifyEvent<any>, mgr: M) => void | Promise<void>) | undefined };

export interface RemoteCall {
  /** The module that calls. */
  readonly caller: string;
  readonly kwargs: Record<string, any>;
  readonly signal: AbortSignal;
}

export type MethodTable<M = Mgr> = { [method: string]: (args: any[], mgr: M, call: RemoteCall) => unknown };

// ---- The manager, as a module sees it.

export interface Logger {
  debug(...values: unknown[]): void;
  info(...values: unknown[]): void;
  warning(...values: unknown[]): void;
  error(...values: unknown[]): void;
  critical(...values: unknown[]): void;
  /** A logger whose lines carry `<name>.<sub>`. */
  child(sub: string): Logger;
  isEnabled(level: 'debug' | 'info' | 'warning' | 'error' | 'critical'): boolean;
}

/** The module's key/value store. It outlives the module; reads are local, a write is durable when its promise resolves. */
export interface Store {
  get(key: string): string | undefined;
  /** The value parsed as JSON. */
  getJson<T = any>(key: string): T | undefined;
  has(key: string): boolean;
  /** Sorted. */
  keys(prefix?: string): string[];
  entries(prefix?: string): [key: string, value: string][];
  set(key: string, value: string): Promise<void>;
  setJson(key: string, value: unknown): Promise<void>;
  delete(key: string): Promise<void>;
}

export interface HealthCheck {
  /** `warning` unless told. */
  severity?: 'warning' | 'error';
  summary: string;
  detail?: readonly string[];
  /** How many things are affected; the number of details unless told. */
  count?: number;
}

export interface Progress {
  update(id: string, event: { message: string; fraction: number; addToCephS?: boolean }): Promise<void>;
  complete(id: string): Promise<void>;
  clear(): Promise<void>;
}

export interface Server {
  hostname: string;
  services: { type: string; id: string }[];
  ceph_version: string;
}

export interface CounterSchema {
  type: number;
  priority: number;
  units: number;
  nick: string;
  description: string;
}

export interface Counter extends CounterSchema {
  value: number;
  /** Averages only. */
  count?: number;
}

export interface DaemonCounters {
  service: { type: string; id: string };
  counters: Record<string, Counter>;
}

/** Names of documents. `get` takes any name; these are Ceph's. */
export type DocumentName =
  | 'osd_map' | 'osd_map_tree' | 'osd_map_crush' | 'fs_map' | 'mon_map' | 'mgr_map' | 'service_map' | 'config' | 'osd_metadata'
  | 'mds_metadata' | 'pg_summary' | 'pg_status' | 'pg_dump' | 'df' | 'osd_stats' | 'pool_stats' | 'health' | 'mon_status' | 'devices';

/** The cluster and the manager, as one module sees them. Calls that the manifest does not allow throw a `HostError` with errno -13. */
export interface Mgr<O extends OptionTable = any> {
  /** The module's name. */
  readonly name: string;
  /** The plugin's folder. */
  readonly path: string;
  /** The manager's id, `x` of `mgr.x`. */
  readonly id: string;
  readonly fsid: string;
  readonly cephVersion: string;
  /** `pacific`, `reef`, `tentacle`. */
  readonly release: string;
  /** A private directory that outlives the module's process. */
  readonly dataDir: string;
  readonly log: Logger;
  readonly store: Store;
  readonly progress: Progress;

  /** All declared options with their types; a new frozen object after each change. */
  readonly options: OptionValues<O>;
  /** The value set for this manager alone, or else the common one. */
  localizedOption<K extends keyof O & string>(name: K): OptionValue<O[K]>;
  /** null removes. */
  setOption(name: string, value: string | number | boolean | null, settings?: { localized?: boolean }): Promise<void>;
  /** Another module's option, as stored; null when it is not set. */
  moduleOption(module: string, name: string): Promise<string | null>;
  setModuleOption(module: string, name: string, value: string | number | boolean | null): Promise<void>;
  /** One of Ceph's own settings, typed. */
  cephOption(name: string): Promise<any>;

  /** A document of the cluster's state; null when there is none of that name. One object per version for all readers: do not change it. */
  get<T = any>(name: DocumentName | (string & {})): Promise<T>;
  getVersioned<T = any>(name: DocumentName | (string & {})): Promise<{ version: number; value: T }>;
  /** Every daemon's latest counters, by `osd.0`. One object per version for all readers: do not change it. */
  counters(filter?: { services?: string[]; prioLimit?: number }): Promise<Record<string, DaemonCounters>>;
  /** Samples `[time, value]`, or `[time, sum, count]` of an average, oldest first. */
  counter(type: string, id: string, path: string): Promise<number[][]>;
  /** Without an argument, of all daemons. */
  perfSchema(type?: string, id?: string): Promise<Record<string, Record<string, CounterSchema>>>;
  server(hostname: string): Promise<Server>;
  servers(): Promise<Server[]>;
  metadata(type: string, id: string): Promise<Record<string, string> | null>;
  daemonStatus(type: string, id: string): Promise<Record<string, any>>;

  /** Replaces all health checks of this module; `{}` clears them. */
  setHealthChecks(checks: Record<string, HealthCheck>): Promise<void>;
  clusterLog(level: 'debug' | 'info' | 'sec' | 'warning' | 'error', message: string, settings?: { channel?: 'cluster' | 'audit' }): Promise<void>;
  /** Resolves when the command has completed, with whatever it answered: look at `retval`. */
  sendCommand(
    cmd: string | ({ prefix: string } & Record<string, unknown>),
    settings?: { target?: 'mon' | 'osd' | 'mds' | 'mgr'; id?: string; inbuf?: string; tag?: string | null; timeout?: number },
  ): Promise<{ retval: number; stdout: string; stderr: string }>;
  /** Calls a method of another module. */
  remote<T = any>(module: string, method: string, args?: unknown[], settings?: { kwargs?: Record<string, unknown>; timeout?: number }): Promise<T>;
  /** Tells where the module serves, for `ceph mgr services`; null withdraws it. */
  setUri(uri: string | null): Promise<void>;
}

// ---- Modules.

export interface ModuleFunctions<M> {
  /** Before anything else, and before the module is in charge: prepare, start nothing. During a reload the old code still runs. */
  load?(mgr: M): void | Promise<void>;
  /** True, or the reason why the module cannot run here. */
  canRun?(mgr: M): true | string | Promise<true | string>;
  /** The module's own work, from its start until the signal is aborted. When it throws, the module is restarted. */
  serve?(mgr: M, signal: AbortSignal): void | Promise<void>;
  /** Options have changed; `mgr.options` has the new values. */
  configNotify?(changed: string[], mgr: M): void | Promise<void>;
  /** The last call. What `serve` still does is waited for after it. */
  shutdown?(mgr: M): void | Promise<void>;
}

export interface ModuleDefinition<O extends OptionTable, S extends string> extends ModuleFunctions<Mgr<O>> {
  options?: O;
  /** By Ceph's declaration: `'hello name=person,type=CephString,req=false'`. */
  commands?: { [K in S]: Command<K, Mgr<O>> };
  /** What the module wants to be told of. Of each type the next is delivered when the last has been handled. */
  notify?: NotifyTable<Mgr<O>>;
  /** What other modules may call. */
  methods?: MethodTable<Mgr<O>>;
}

declare const mark: unique symbol;

/** A declared module, ready to be exported by default. */
export interface Module {
  readonly [mark]: true;
}

/** Declares a module: `export default defineModule({ … })`. */
export function defineModule<const O extends OptionTable = {}, const S extends string = string>(definition: ModuleDefinition<O, S>): Module;

/**
 * The base of modules written as a class: the declarations are statics, the functions of `defineModule` are methods, and a
 * handler may be the name of a method. One object is made per process; its constructor gets the manager.
 */
export abstract class MgrModule<O extends OptionTable = any> {
  static options?: OptionTable;
  static commands?: Record<string, Omit<Command<any, any>, 'handler'> & { handler: string | Command<any, any>['handler'] }>;
  static notify?: Record<string, string | ((event: NotifyEvent<any>, mgr: Mgr) => void | Promise<void>)>;
  static methods?: Record<string, string | ((args: any[], mgr: Mgr, call: RemoteCall) => unknown)>;
  constructor(mgr: Mgr<O>);
  protected readonly mgr: Mgr<O>;
}

export interface MgrModule<O extends OptionTable = any> extends ModuleFunctions<Mgr<O>> {}

/** Thrown by a handler: the caller gets the errno and the sentence, and no traceback. */
export class CommandError extends Error {
  /** @param errno a name (`'ENOENT'`) or a number of either sign. */
  constructor(errno: string | number, message: string);
  /** Negative. */
  readonly errno: number;
}

/** The host, the cluster or another module refused or failed a call. */
export class HostError extends Error {
  constructor(errno: string | number, message: string, traceback?: string);
  /** Negative: -13 when the manifest does not allow the call. */
  readonly errno: number;
  /** The callee's, when it was a module and it threw. */
  readonly traceback?: string;
}
