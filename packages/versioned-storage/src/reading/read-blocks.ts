import { TosError } from '@tos/protocol';
import {
  type BlockLocator,
  type ChainMetadata,
  domainList,
  type RecordWrite,
  type StoredBlock,
  type StoredMetadata,
  type Topoheight,
  type TransactionLocation,
} from '@tos/state';
import { decodeBlock } from '../rows/block-row.ts';
import { heightKey, metadataKey } from '../rows/keys.ts';
import { decodeMetadata } from '../rows/metadata-row.ts';
import { FORMAT_VERSION } from '../rows/state-row.ts';
import { topoheightBytes } from '../rows/topoheight-bytes.ts';
import { findBlocks } from '../transactions/find-blocks.ts';
import type { EngineView } from './engine-view.ts';

const HASH_SIZE = 32;
const ROWS_AT_ONCE = 1024;

/** The metadata at the head; undefined for an empty storage. */
export async function readMetadata(view: EngineView): Promise<StoredMetadata | undefined> {
  const { head, prunedBelow, isImporting } = view.state;
  if (head === null || isImporting) return undefined;
  const row = await view.get('metadata', metadataKey(head));
  if (row) return { ...decodeMetadata(row), formatVersion: FORMAT_VERSION, prunedBelow };
  throw new TosError('TOS_STORAGE_CORRUPT', { what: 'metadata', reason: `none at ${head}, the head` });
}

/** The metadata that were committed with the block at a topoheight. */
export async function readMetadataAt(view: EngineView, topoheight: Topoheight): Promise<ChainMetadata | undefined> {
  const { head, prunedBelow, isImporting } = view.state;
  if (head === null || isImporting || topoheight > head || topoheight < prunedBelow) return undefined;
  const row = await view.get('metadata', metadataKey(topoheight));
  return row && decodeMetadata(row);
}

export async function readBlock(view: EngineView, by: BlockLocator): Promise<StoredBlock | undefined> {
  if (view.state.isImporting) return undefined;
  const hash = 'hash' in by ? by.hash : await view.get('order', topoheightBytes(by.topoheight));
  const row = hash && (await view.get('blocks', hash));
  return row && decodeBlock(hash, row);
}

export async function readHashesAt(
  view: EngineView,
  topoheights: readonly Topoheight[],
): Promise<(Uint8Array | undefined)[]> {
  const hashes: (Uint8Array | undefined)[] = new Array(topoheights.length).fill(undefined);
  if (view.state.isImporting) return hashes;
  await view.store.read('order', topoheights.map(topoheightBytes), (row, i) => {
    hashes[i] = row && new Uint8Array(row);
  });
  return hashes;
}

export async function readBlocksAtHeight(view: EngineView, height: number): Promise<Uint8Array[]> {
  if (view.state.isImporting) return [];
  const hashes: Uint8Array[] = [];
  let from = heightKey(height, new Uint8Array());
  const to = heightKey(height, new Uint8Array(HASH_SIZE + 1).fill(255));
  for (;;) {
    const rows = await view.store.range('heights', { from, to, limit: ROWS_AT_ONCE });
    for (const { key } of rows) hashes.push(key.slice(8));
    if (rows.length < ROWS_AT_ONCE) return hashes;
    from = Uint8Array.of(...rows.at(-1)!.key, 0);
  }
}

export async function readTransactionLocations(
  view: EngineView,
  transaction: Uint8Array,
): Promise<TransactionLocation[]> {
  if (view.state.isImporting) return [];
  return findBlocks(view.store, view.state.runs.runs, transaction);
}

/** The writes of the block at a topoheight; undefined where the row of its changes is not there. */
export async function readWritesAt(view: EngineView, topoheight: Topoheight): Promise<RecordWrite[] | undefined> {
  const { head, base, prunedBelow, isImporting } = view.state;
  if (head === null || isImporting || topoheight > head || topoheight < Math.max(base, prunedBelow)) return undefined;
  const writes: RecordWrite[] = [];
  await view.readChanges([topoheight], (changes) => {
    for (let i = 0; i < changes.count; i++) {
      const place = changes.place(i);
      const domain = domainList.find(({ id }) => id === place[0]);
      if (domain === undefined) {
        const reason = `entry ${i} is of a domain ${place[0]}, which does not exist`;
        throw new TosError('TOS_STORAGE_CORRUPT', { what: `changes at topoheight ${topoheight}`, reason });
      }
      writes.push({ ref: { domain, key: place.slice(1) }, value: changes.after(i).value });
    }
  });
  return writes;
}
