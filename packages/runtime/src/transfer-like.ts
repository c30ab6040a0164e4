import { ErrorCode, MAX_EXTRA_DATA_OUTPUT, MAX_EXTRA_DATA_TOTAL, u64FromHalves } from '@tos/protocol';
import type { PackedBatch } from '@tos/transaction';
import { isSameKey, keyAt } from './keys.ts';
import type { Reach } from './reach.ts';

/** The outputs of one transaction after the other, as every cursor of `@tos/transaction` over outputs has them. */
export interface OutputCursor {
  readonly count: number;
  /** Offset of the receiver's key (32 bytes) in `batch.bytes`. */
  readonly destinationOffset: number;
  /** Offset of the asset (32 bytes) in `batch.bytes`. */
  readonly assetOffset: number;
  /** Atomic units; absent where amounts are hidden. */
  readonly amountHigh?: number;
  readonly amountLow?: number;
  /** Encoded size of the extra data, its 2 bytes of length included; 0 when there is none. */
  readonly extraSize: number;
  start(batch: PackedBatch, i: number): void;
  next(): boolean;
}

/**
 * What a type with a list of outputs declares. The rules that all such types share follow from it, and no type calls them: a fee in
 * ENERGY (steps 6, 7, 19), transfers to oneself and limits of extra data (step 12), the UNO fee (step 8), the minimum fee (step 9).
 * What a session key may be limited in follows from them too.
 * The limits of the list itself, 1 to 500, are the codec's.
 */
export interface TransferLike {
  readonly outputs: OutputCursor;
  /** Whether an output may go to the sender itself. */
  readonly toSelf: boolean;
  /** Whether the fee may be in UNO. */
  readonly unoFee: boolean;
  /** Whether each output raises the minimum fee: in the type transfers alone. Source: docs/protocol.md §2.4. */
  readonly feePerOutput: boolean;
}

/**
 * Step 12 of every transfer-like type, output by output: to oneself 0409, the type's own check of the output, extra data too long
 * 0107; after the last one, too much extra data in all 0107. The order is the original's.
 * @param checkOutput the type's own check of the output at the cursor
 */
export function checkOutputs(
  batch: PackedBatch,
  i: number,
  like: TransferLike,
  checkOutput: ((batch: PackedBatch, i: number) => ErrorCode) | undefined,
): ErrorCode {
  const { outputs } = like;
  let extraTotal = 0;
  outputs.start(batch, i);
  while (outputs.next()) {
    if (isRefusedSelfTransfer(batch, i, like)) return ErrorCode.SELF_OPERATION;
    if (checkOutput !== undefined) {
      const refused = checkOutput(batch, i);
      if (refused !== ErrorCode.OK) return refused;
    }
    if (outputs.extraSize > MAX_EXTRA_DATA_OUTPUT) return ErrorCode.INVALID_PAYLOAD;
    extraTotal += outputs.extraSize;
  }
  return extraTotal > MAX_EXTRA_DATA_TOTAL ? ErrorCode.INVALID_PAYLOAD : ErrorCode.OK;
}

/** True when the output at the cursor goes to the sender, and the type does not allow it. */
export function isRefusedSelfTransfer(batch: PackedBatch, i: number, { outputs, toSelf }: TransferLike): boolean {
  return !toSelf && isSameKey(batch.bytes, outputs.destinationOffset, batch.source[i]!);
}

/** What the outputs give to whom. */
export function reachOfOutputs(batch: PackedBatch, i: number, { outputs }: TransferLike): Reach {
  const targets: Uint8Array[] = [];
  const assets: Uint8Array[] = [];
  let spent: bigint | null = 0n;
  outputs.start(batch, i);
  while (outputs.next()) {
    targets.push(keyAt(batch.bytes, outputs.destinationOffset));
    assets.push(keyAt(batch.bytes, outputs.assetOffset));
    const { amountHigh, amountLow } = outputs;
    spent =
      spent === null || amountHigh === undefined || amountLow === undefined
        ? null
        : spent + u64FromHalves(amountHigh, amountLow);
  }
  return { targets, assets, spent };
}

export function countOutputs(batch: PackedBatch, i: number, { outputs }: TransferLike): number {
  outputs.start(batch, i);
  return outputs.count;
}
