import { ErrorCode, MAX_EXTRA_DATA_OUTPUT, MAX_EXTRA_DATA_TOTAL, u64FromHalves } from '@tos/protocol';
import type { PackedBatch } from '@tos/transaction';
import { isSameKey, keyAt } from './keys.ts';
import type { Reach } from './reach.ts';

/** Moves along the outputs of a transaction, as every cursor over outputs of `@tos/transaction/views` does. */
export interface OutputCursor {
  readonly count: number;
  /** Offset of the receiver's key (32 bytes) in `batch.bytes`. */
  readonly destinationOffset: number;
  /** Offset of the asset (32 bytes) in `batch.bytes`. */
  readonly assetOffset: number;
  /** Atomic units; absent where amounts are hidden. */
  readonly amountHigh?: number;
  readonly amountLow?: number;
  /** Bytes of the extra data, with its 2 bytes of length; 0 when there is none. */
  readonly extraSize: number;
  start(batch: PackedBatch, i: number): void;
  next(): boolean;
}

/**
 * What a type with a list of outputs declares. The steps that all such types share follow from it, so that no type calls them: a fee in
 * ENERGY (steps 6, 7, 19), transfers to oneself and limits of extra data (step 12), the UNO fee (step 8), the minimum fee (step 9).
 * The reach, which session keys limit, follows from the outputs too. The codec checks the limits of the list itself, 1 to 500.
 */
export interface TransferLike {
  readonly outputs: OutputCursor;
  /** True if an output may go to the sender itself. */
  readonly toSelf: boolean;
  /** True if the fee may be in UNO. */
  readonly unoFee: boolean;
  /** True if each output raises the minimum fee, as in the type transfers alone. Source: docs/protocol.md §2.4. */
  readonly feePerOutput: boolean;
}

/**
 * Step 12 of every transfer-like type. For each output: 0409 if it goes to the sender, then the type's own check, then 0107 if its extra
 * data is too long. After the last output: 0107 if all extra data together is too long. The order is the original's.
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

/** True if the output at the cursor goes to the sender, and the type does not allow that. */
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
