import { describe, test } from 'vitest';
import { storageSuite } from '../src/index.ts';

storageSuite({ describe, test }, new URL('./storages/memory.mjs', import.meta.url));
