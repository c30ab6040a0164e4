import { describe, test } from 'node:test';
import { orderedStoreSuite, storageSuite } from '@tos/storage-testkit';

const module = new URL('./log-store.mjs', import.meta.url);
orderedStoreSuite({ describe, test }, module);
storageSuite({ describe, test }, module, {
  knownFailures: [{ test: 'pruning/the space is used again', reason: 'the log keeps what is deleted' }],
});
