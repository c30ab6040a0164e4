import { bytesToHex } from '@noble/hashes/utils.js';
import {
  assertBoolean,
  assertInteger,
  assertObject,
  invalidArgument,
  PRUNE_SAFETY_LIMIT,
  TosError,
} from '@tos/protocol';
import type { StorageReader, Topoheight } from '@tos/state';
import { wireAt } from '@tos/transaction';
import { decodeBlock } from '../block/block.ts';
import type { ChainHead } from './chain-head.ts';
import { stableTopoheight } from './stable-topoheight.ts';

export interface RollbackOptions {
  /** Undo stable blocks too, which others take for final. Blocks near the pruned part are never undone. */
  readonly belowStable?: boolean;
}

/** The outcome of a rollback. */
export interface Rollback {
  readonly head: ChainHead;
  /** Wire bytes of the transactions of the undone blocks, in block order: for `Mempool.afterRollback`. */
  readonly transactions: readonly Uint8Array[];
}

/**
 * The lowest topoheight that a rollback may lead to: the stable topoheight unless `belowStable`, and as far above the pruned part as pruning
 * stays below the head, so that what remains can be pruned by the same rule. Source: docs/protocol.md §4.4 (`pop_blocks`).
 */
export function lowestRollback(
  range: { readonly head: Topoheight; readonly prunedBelow: Topoheight },
  options: RollbackOptions = {},
): Topoheight {
  assertObject(range, 'range');
  assertObject(options, 'options');
  const { head, prunedBelow } = range;
  const { belowStable = false } = options;
  assertInteger(head, 'range.head', 0);
  assertInteger(prunedBelow, 'range.prunedBelow', 0);
  assertBoolean(belowStable, 'options.belowStable');
  return Math.max(belowStable ? 0 : stableTopoheight(head), prunedBelow > 0 ? prunedBelow + PRUNE_SAFETY_LIMIT : 0);
}

/** @throws TOS_INVALID_ARGUMENT for a topoheight that a rollback must not, or cannot, lead to */
export function assertRollback(
  topoheight: Topoheight,
  range: { readonly head: Topoheight; readonly prunedBelow: Topoheight },
  options: RollbackOptions,
): void {
  const lowest = lowestRollback(range, options);
  if (Number.isSafeInteger(topoheight) && topoheight >= lowest && topoheight <= range.head) return;
  const pruned = range.prunedBelow > 0 ? `, pruned below ${range.prunedBelow}` : '';
  const expected =
    lowest > range.head
      ? `no rollback yet: the head is ${range.head}${pruned}`
      : `from ${lowest} to ${range.head} (the head${pruned})`;
  throw invalidArgument('topoheight', expected, topoheight);
}

/** Wire bytes of the transactions of the blocks with `above < topoheight <= head`. @throws TOS_STORAGE_CORRUPT */
export async function transactionsAbove(
  storage: Pick<StorageReader, 'getBlock'>,
  { above, head }: { readonly above: Topoheight; readonly head: Topoheight },
): Promise<Uint8Array[]> {
  const wires: Uint8Array[] = [];
  for (let topoheight = above + 1; topoheight <= head; topoheight++) {
    const block = await storage.getBlock({ topoheight });
    if (block === undefined) {
      throw new TosError('TOS_STORAGE_CORRUPT', { what: 'blocks', reason: `none at topoheight ${topoheight}` });
    }
    const { transactions } = readBlock(block.bytes, block.hash);
    for (let i = 0; i < transactions.count; i++) wires.push(wireAt(transactions, i).slice());
  }
  return wires;
}

function readBlock(bytes: Uint8Array, hash: Uint8Array): ReturnType<typeof decodeBlock> {
  try {
    return decodeBlock(bytes);
  } catch (cause) {
    const reason = `block ${bytesToHex(hash)} does not decode`;
    throw new TosError('TOS_STORAGE_CORRUPT', { what: 'blocks', reason }, undefined, { cause });
  }
}
