import { storageSuite } from '@tos/storage-testkit';
import { describe, test } from 'vitest';

storageSuite({ describe, test }, new URL('../dist/index.js', import.meta.url));
