import { orderedStoreSuite } from '@tos/storage-testkit';
import { describe, test } from 'vitest';

orderedStoreSuite({ describe, test }, new URL('../dist/index.js', import.meta.url));
