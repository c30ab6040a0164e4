import { ErrorCode } from '@tos/protocol';
import type { BlockOverlay } from '@tos/state';
import type { PackedBatch } from '@tos/transaction';
import type { AccessSet } from './access-set.ts';
import { NONCE_CELL } from './transaction-steps.ts';

/** The transaction that made a block be refused, and the numeric code. */
export interface Refusal {
  readonly index: number;
  readonly error: ErrorCode;
}

/** True when the sender of transaction i has an account in the state before the block. */
export function senderExists(i: number, access: AccessSet, overlay: BlockOverlay): boolean {
  return overlay.existedBefore(access.cells[access.start[i]! + NONCE_CELL]!);
}

/**
 * The stages of a received block that come before any other check, over the whole list: every sender exists (0400), then every
 * nonce is the next of its sender (0110, 0111). The first failure of the earliest stage. Source: docs/protocol.md §5.5.
 */
export function checkSendersAndNonces(
  batch: PackedBatch,
  access: AccessSet,
  overlay: BlockOverlay,
): Refusal | undefined {
  for (let i = 0; i < batch.count; i++) {
    if (!senderExists(i, access, overlay)) return { index: i, error: ErrorCode.ACCOUNT_NOT_FOUND };
  }
  // Transactions of each sender so far, by its nonce cell.
  const sent = new Uint32Array(overlay.cellCount);
  for (let i = 0; i < batch.count; i++) {
    const cell = access.cells[access.start[i]! + NONCE_CELL]!;
    const low = overlay.low(cell) + sent[cell]!;
    const expectedHigh = overlay.high(cell) + (low > 0xffffffff ? 1 : 0);
    const difference = batch.nonceHigh[i]! - expectedHigh || batch.nonceLow[i]! - (low >>> 0);
    if (difference < 0) return { index: i, error: ErrorCode.NONCE_TOO_LOW };
    if (difference > 0) return { index: i, error: ErrorCode.NONCE_TOO_HIGH };
    sent[cell]!++;
  }
  return undefined;
}
