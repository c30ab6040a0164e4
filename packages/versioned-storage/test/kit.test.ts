import { describe, test } from 'vitest';
import { storageSuite } from '@tos/storage-testkit';
storageSuite({ describe, test }, new URL('./memory-engine.mjs', import.meta.url));
