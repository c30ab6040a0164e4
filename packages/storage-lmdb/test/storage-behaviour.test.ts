import { createMemoryStorage } from '../../state/src/storage/memory-storage.ts';
import { createStorage } from '../src/index.ts';
import { storageBehaviour } from './storage-behaviour.ts';

storageBehaviour('memory', createMemoryStorage);
storageBehaviour('LMDB', createStorage);
