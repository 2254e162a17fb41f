import testing from './testing.js';

export const { createTestHost } = testing;
