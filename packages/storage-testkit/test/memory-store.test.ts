import { describe, test } from 'vitest';
import { orderedStoreSuite } from '../src/index.ts';

orderedStoreSuite({ describe, test }, new URL('./stores/memory.mjs', import.meta.url));
