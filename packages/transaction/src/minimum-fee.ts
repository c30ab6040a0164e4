import { assertInteger } from '@tos/protocol';

// Atomic units. Source: docs/protocol.md §2.4.
const FEE_PER_KILOBYTE = 10_000;
const FEE_PER_OUTPUT = 5_000;
/** Equal to the fee per output: the original has a constant of 500 for co-signatures, which its formula does not use. */
const FEE_PER_CO_SIGNATURE = 5_000;

const MAX_U32 = 0xffff_ffff;

/**
 * The least TOS fee of a transaction, in atomic units. The largest transaction (1 MiB, 500 outputs, 255 co-signatures) needs 14,015,000,
 * so that the fee is a number, and fits the low half of a u64.
 * @param size bytes of the complete wire
 * @param outputs number of outputs of a transfers transaction; 0 for every other type
 * @throws TOS_INVALID_ARGUMENT unless all three are u32
 */
export function minimumFee(size: number, outputs: number, coSignatures: number): number {
  // This runs for each transaction of a block: the wrong argument is searched for only after this quick test has failed.
  if (!isU32(size) || !isU32(outputs) || !isU32(coSignatures)) {
    for (const [name, value] of Object.entries({ size, outputs, coSignatures })) assertInteger(value, name, 0, MAX_U32);
  }
  return Math.ceil(size / 1024) * FEE_PER_KILOBYTE + outputs * FEE_PER_OUTPUT + coSignatures * FEE_PER_CO_SIGNATURE;
}

function isU32(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= MAX_U32;
}
