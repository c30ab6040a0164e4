import { assertInteger } from '@tos/protocol';

// Atomic units. Source: docs/protocol.md §2.4.
const FEE_PER_KILOBYTE = 10_000;
const FEE_PER_OUTPUT = 5_000;
/** As much as an output; the original's own constant for it (500) is not what its formula uses. */
const FEE_PER_CO_SIGNATURE = 5_000;

const MAX_U32 = 0xffff_ffff;

/**
 * The least TOS fee of a transaction, in atomic units. A number is enough: the largest transaction (1 MiB, 500 outputs, 255
 * co-signatures) needs 14,015,000, which also fits the low half of a u64.
 * @param size complete wire bytes.
 * @param outputs of type transfers; 0 for every other type.
 * @throws TOS_INVALID_ARGUMENT unless all three are u32
 */
export function minimumFee(size: number, outputs: number, coSignatures: number): number {
  // Once for each transaction of a block, so that the three are named only where one of them is wrong.
  if (!isU32(size) || !isU32(outputs) || !isU32(coSignatures)) {
    for (const [name, value] of Object.entries({ size, outputs, coSignatures })) assertInteger(value, name, 0, MAX_U32);
  }
  return Math.ceil(size / 1024) * FEE_PER_KILOBYTE + outputs * FEE_PER_OUTPUT + coSignatures * FEE_PER_CO_SIGNATURE;
}

function isU32(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= MAX_U32;
}
