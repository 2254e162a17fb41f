import { createTestHost } from 'mgrp/testing';
import hello, { Counting } from './module.mjs';

const host = await createTestHost(hello, { documents: { osd_map: { epoch: 1 } }, onCommand: () => ({ retval: 0, stdout: '', stderr: '' }) });
const answer = await host.command({ prefix: 'hello', person: 'you' }, { session: 3 });
const text: string = answer.stdout;
await (await createTestHost(Counting, { name: 'counting' })).stop();
export { text };
