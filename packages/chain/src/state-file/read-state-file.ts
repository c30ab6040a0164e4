import { assertFunction, assertObject } from '@tos/protocol';
import type { Storage } from '@tos/state';
import type { OnProgress } from '../history/progress.ts';
import type { StateHeader } from './state-header.ts';
import { StateReader, type StateSource } from './state-reader.ts';

/** Reads and checks a whole state file, and returns its header. @throws TOS_INVALID_FORMAT for a file that is damaged, or no state file */
export async function checkStateFile(
  source: StateSource,
  onProgress: OnProgress = () => undefined,
): Promise<StateHeader> {
  assertFunction(onProgress, 'onProgress');
  const reader = new StateReader(source);
  for await (const _ of reader.records('checking', onProgress));
  return reader.header;
}

/**
 * Fills an empty storage from a state file.
 * @param sources the file twice, each from its beginning: a storage asks for records and blocks in an order of its own
 * @throws TOS_INVALID_FORMAT for a file that is damaged, or no state file; and as `Storage.importState`
 */
export async function importStateFile(
  storage: Storage,
  sources: { readonly records: StateSource; readonly blocks: StateSource },
  onProgress: OnProgress = () => undefined,
): Promise<void> {
  assertObject(storage, 'storage', ['importState']);
  assertObject(sources, 'sources');
  assertFunction(onProgress, 'onProgress');
  const reader = new StateReader(sources.records);
  const ofBlocks = new StateReader(sources.blocks);
  await storage.importState({
    metadata: reader.header.metadata,
    records: reader.records('importing', onProgress),
    blocks: inTurn(ofBlocks.blocks()),
  });
}

async function* inTurn<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items;
}
