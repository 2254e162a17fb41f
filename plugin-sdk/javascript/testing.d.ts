// A host in memory, for the tests of a module: `node --import …/plugin-sdk/javascript/register.mjs --test`.

import type { ClusterLogEntry, DaemonCounters, Mgr, Module, MgrModule } from 'mgrp';

export interface TestHostState {
  /** Documents by name, as `mgr.get` gives them. */
  documents?: Record<string, unknown>;
  /** By daemon, `osd.0`; `samples` by path is what `mgr.counter` reads. */
  counters?: Record<string, Partial<DaemonCounters> & { samples?: Record<string, number[][]> }>;
  /** By daemon, `osd.0`. */
  metadata?: Record<string, Record<string, string>>;
  cephOptions?: Record<string, unknown>;
  /** Stored options, as text. */
  options?: Record<string, string>;
  store?: Record<string, string>;
  onCommand?: (params: { target: string; id: string; cmd: { prefix: string; [name: string]: unknown }; inbuf: string }) =>
    { retval: number; stdout: string; stderr: string };
  onRemote?: (params: { module: string; method: string; args: unknown[]; kwargs: Record<string, unknown> }) => unknown;
  isAuthorized?: (params: { session: number; args: Record<string, string> }) => boolean;
}

export interface TestHost extends Required<TestHostState> {
  readonly mgr: Mgr;
  /** What the module answered to `initialize`. */
  readonly declarations: { commands: { cmd: string; desc: string; perm: string; poll: boolean }[]; [name: string]: any };
  /** What the module told. */
  health: Record<string, { severity: string; summary: string; count: number; detail: string[] }>;
  progress: Record<string, { id: string; message: string; fraction: number }>;
  uri: string | null;
  readonly logs: { level: string; message: string; name: string }[];
  clusterLog: { channel: string; level: string; message: string }[];
  sentCommands: { prefix: string; [name: string]: unknown }[];
  serveEnded: undefined | null | { message: string; traceback: string };

  /** Runs `serve`, when there is one. */
  start(): Promise<void>;
  /** Aborts `serve`, and runs `shutdown`. */
  stop(): Promise<void>;
  command(cmd: string | { prefix: string; [name: string]: unknown }, more?: { inbuf?: string; session?: number }):
    Promise<{ retval: number; stdout: string; stdout_base64?: string; stderr: string }>;
  /** Tells the module, and waits until it has handled it; `document` becomes the document of that name first. */
  notify(type: string, more?: { id?: string | ClusterLogEntry; document?: unknown }): Promise<void>;
  setDocument(name: string, value: unknown): void;
  setOption(name: string, value: string | number | boolean): void;
  /** Calls a method as another module does. */
  remote(method: string, args?: unknown[], kwargs?: Record<string, unknown>): Promise<unknown>;
}

/** Loads a module into a host in memory: what `defineModule` gave, a class, or the path of a plugin's folder. */
export function createTestHost(
  definition: Module | typeof MgrModule | string,
  state?: TestHostState & { name?: string; entry?: string },
): Promise<TestHost>;
