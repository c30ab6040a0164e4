import { createMemoryStorage } from '@tos/state';
import { createStorage } from '../src/index.ts';
import { storageBehaviour } from './storage-behaviour.ts';

storageBehaviour('memory', createMemoryStorage);
storageBehaviour('LMDB', createStorage);
