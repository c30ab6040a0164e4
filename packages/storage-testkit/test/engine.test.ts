import { describe, test } from 'vitest';
import { storageSuite } from '../src/index.ts';

for (const name of ['engine', 'engine-without-pending', 'engine-with-few-pending']) {
  storageSuite({ describe, test }, new URL(`./storages/${name}.mjs`, import.meta.url));
}
