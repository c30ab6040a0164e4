import { ErrorCode, MAX_FUTURE_BLOCK_TIME_MS, MAX_TIPS } from '@tos/protocol';
import { compareBytes, type StorageReader } from '@tos/state';
import { BLOCK_VERSION, type BlockHeader } from '../block/block-header.ts';
import { storedHeader } from '../block/stored-header.ts';
import type { ChainHead } from '../history/chain-head.ts';
import { isInReferenceWindow } from '../history/references.ts';
import { stableTopoheight } from '../history/stable-topoheight.ts';

/** What a received block is checked against. */
export interface HeaderContext {
  /** The block that it must continue. */
  readonly head: ChainHead;
  /** Milliseconds since 1970. */
  readonly now: number;
}

interface Parent {
  readonly hash: Uint8Array;
  readonly height: number;
  readonly timestamp: number | bigint;
}

/**
 * Checks a received block before its transactions, in the order of docs/protocol.md §6.5. The linear devnet has no difficulty to compare
 * tips by: a parent that is not the head is refused where the original would compare them (0609), and of two parents one is always an
 * ancestor of the other (060A).
 * @returns the code of the first check that fails; OK when none does
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
 * The ordered block with this hash, if it is the head or one of the newest `REFERENCE_WINDOW` (240) blocks below. Older blocks are unknown
 * to a node that began with an imported state: no node may use them, so that every node answers a block with the same code.
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
  return { hash, height: block.height, timestamp: storedHeader(block).timestamp };
}
