import { ErrorCode, MAX_FUTURE_BLOCK_TIME_MS, MAX_TIPS } from '@tos/protocol';
import { compareBytes, type StorageReader } from '@tos/state';
import { WireReader } from '@tos/transaction';
import { BLOCK_VERSION, type BlockHeader, readBlockHeader } from '../block/block-header.ts';
import type { ChainHead } from '../history/chain-head.ts';
import { stableTopoheight } from '../history/stable-topoheight.ts';
import { isInReferenceWindow } from '../history/references.ts';

/** Where a block is to be attached. */
export interface HeaderContext {
  readonly head: ChainHead;
  /** Milliseconds. */
  readonly now: number;
}

interface Parent {
  readonly hash: Uint8Array;
  readonly height: number;
  readonly timestamp: number | bigint;
}

/**
 * The checks of a received block before its transactions, in the order of docs/protocol.md §6.5. The linear devnet has no difficulty
 * to compare tips by: a parent that is not the head is refused where the original would compare them (0609), and two parents are
 * always one an ancestor of the other (060A).
 */
export async function checkHeader(
  header: BlockHeader,
  hash: Uint8Array,
  { head, now }: HeaderContext,
  storage: Pick<StorageReader, 'getBlock'>,
): Promise<ErrorCode> {
  const { tips } = header;
  if (header.version !== BLOCK_VERSION) return ErrorCode.INVALID_BLOCK_VERSION;
  if ((await findParent(hash, head, storage)) !== undefined) return ErrorCode.UNKNOWN;
  if (header.timestamp > now + MAX_FUTURE_BLOCK_TIME_MS) return ErrorCode.TIMESTAMP_TOO_NEW;
  if (tips.length > MAX_TIPS) return ErrorCode.INVALID_TIPS_COUNT;
  if (tips.length === 0 && head.height !== 0) return ErrorCode.TIPS_EXPECTED;
  if (tips.length > 0 && header.height === 0n) return ErrorCode.INVALID_BLOCK_HEIGHT;
  if (tips.length === 0 && header.height !== 0n) return ErrorCode.INVALID_TIPS_COUNT;
  const parents: Parent[] = [];
  for (const tip of tips) {
    const parent = await findParent(tip, head, storage);
    if (parent === undefined) return ErrorCode.TIP_NOT_FOUND;
    parents.push(parent);
  }
  const height = Math.max(-1, ...parents.map((parent) => parent.height)) + 1;
  if (header.height !== BigInt(height)) return ErrorCode.INVALID_BLOCK_HEIGHT;
  if (height <= stableTopoheight(head.height)) return ErrorCode.INVALID_BLOCK_HEIGHT;
  if (parents.length > 1) return ErrorCode.INVALID_REACHABILITY;
  if (parents.some((parent) => header.timestamp < parent.timestamp)) return ErrorCode.TIMESTAMP_TOO_OLD;
  if (parents.some((parent) => compareBytes(parent.hash, head.hash) !== 0)) return ErrorCode.INVALID_TIP_DIFFICULTY;
  return ErrorCode.OK;
}

/**
 * The ordered block with this hash, among the newest `REFERENCE_WINDOW` below the head. Older ones are unknown to a node that began
 * with a state, so that no node may answer by them: the code for a block is the same everywhere.
 */
async function findParent(
  hash: Uint8Array,
  head: ChainHead,
  storage: Pick<StorageReader, 'getBlock'>,
): Promise<Parent | undefined> {
  if (compareBytes(hash, head.hash) === 0) return head;
  const block = await storage.getBlock({ hash });
  if (block === undefined || block.topoheight === null) return undefined;
  if (!isInReferenceWindow(block.topoheight, head.topoheight)) return undefined;
  const { timestamp } = readBlockHeader(new WireReader(block.bytes, 'stored block'));
  return { hash, height: block.height, timestamp };
}
