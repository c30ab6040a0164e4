import { describe, test } from 'vitest';
import { orderedStoreSuite } from '../src/index.ts';

orderedStoreSuite({ describe, test }, new URL('../examples/log-store.mjs', import.meta.url));
