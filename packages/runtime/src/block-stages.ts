import { ErrorCode } from '@tos/protocol';
import type { BlockOverlay } from '@tos/state';
import type { PackedBatch } from '@tos/transaction';
import type { AccessSet } from './access-set.ts';
import { NONCE_CELL } from './transaction-steps.ts';

/** The transaction for which a block is refused, and the numeric code. */
export interface Refusal {
  readonly index: number;
  readonly error: ErrorCode;
}

/** True if the sender of transaction i has an account in the state before the block. */
export function senderExists(i: number, access: AccessSet, overlay: BlockOverlay): boolean {
  return overlay.existedBefore(access.cells[access.start[i]! + NONCE_CELL]!);
}

/**
 * Checks what comes before any other check of a received block, over the whole list: every sender exists (0400), then every nonce is
 * the next of its sender (0110, 0111). Source: docs/protocol.md §5.5.
 * @returns the first failure of the earliest stage, undefined if there is none
 */
export function checkSendersAndNonces(
  batch: PackedBatch,
  access: AccessSet,
  overlay: BlockOverlay,
): Refusal | undefined {
  for (let i = 0; i < batch.count; i++) {
    if (!senderExists(i, access, overlay)) return { index: i, error: ErrorCode.ACCOUNT_NOT_FOUND };
  }
  // Number of transactions of each sender so far, by its nonce cell.
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
