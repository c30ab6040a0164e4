import { describe, test } from 'vitest';
import { orderedStoreSuite } from '../src/index.ts';

orderedStoreSuite({ describe, test }, new URL('./storages/memory-store.mjs', import.meta.url));
