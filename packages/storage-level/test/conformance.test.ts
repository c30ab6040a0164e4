import { orderedStoreSuite, storageSuite } from '@tos/storage-testkit';
import { describe, test } from 'vitest';

const modules = ['../dist/classic/index.js', 'stores/memory.mjs', 'stores/without-snapshots.mjs'];

for (const module of modules) {
  orderedStoreSuite({ describe, test }, new URL(module, import.meta.url));
  storageSuite({ describe, test }, new URL(module, import.meta.url));
}
