import { describe, test } from 'node:test';
import { storageSuite } from '@tos/storage-testkit';

storageSuite({ describe, test }, new URL('./file-storage.mjs', import.meta.url));
