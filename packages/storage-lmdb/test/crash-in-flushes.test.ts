import { crashSuite } from '@tos/storage-testkit';
import { describe, test } from 'vitest';

// Half of the kills of a suite: conformance.test.ts and ordered-store.test.ts have one each.
const factor = Number(process.env['TOS_TEST_FACTOR'] ?? 1) / 2;
crashSuite({ describe, test }, new URL('./small-pending.mjs', import.meta.url), { factor });
