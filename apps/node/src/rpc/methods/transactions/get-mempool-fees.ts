import type { MempoolEntry } from '@tos/chain';
import { z } from 'zod';
import { defineMethod, type RpcMethod } from '../../method/define-method.ts';
import { safeInteger, u64Number } from '../../schemas/result-values.ts';

/** Waiting transactions whose fees per KiB are from `fee_per_kib` up to that of the next step: 0, then 1, 2, 5, 10, 20, 50 and so on. */
interface FeeStep {
  readonly fee_per_kib: bigint;
  readonly transactions: number;
  readonly bytes: number;
}

/** The original's daemon has no such method. */
export const getMempoolFees: RpcMethod = defineMethod({
  name: 'get_mempool_fees',
  summary:
    'Returns how many transactions wait, and their bytes on the wire, by the step (1, 2, 5, 10, 20, ...) of their fee per KiB in atomic units, the highest first.',
  result: z.strictObject({
    total: safeInteger,
    bytes: safeInteger,
    fees: z.array(z.strictObject({ fee_per_kib: u64Number, transactions: safeInteger, bytes: safeInteger })),
  }),
  call: ({ mempool }) => ({ total: mempool.size, bytes: mempool.bytes, fees: feeSteps(mempool.entries()) }),
});

/** A mempool has at most some 20,000 transactions: one pass over them takes two milliseconds. */
function feeSteps(entries: Iterable<Pick<MempoolEntry, 'fee' | 'wire'>>): FeeStep[] {
  const steps = new Map<bigint, { transactions: number; bytes: number }>();
  for (const { fee, wire } of entries) {
    const key = stepBelow((fee * 1024n) / BigInt(wire.length));
    const step = steps.get(key) ?? { transactions: 0, bytes: 0 };
    step.transactions++;
    step.bytes += wire.length;
    steps.set(key, step);
  }
  return [...steps].sort(([a], [b]) => (a < b ? 1 : -1)).map(([fee_per_kib, step]) => ({ fee_per_kib, ...step }));
}

/** The greatest number of 0, 1, 2, 5, 10, 20, 50, ... that is not above `rate`. */
export function stepBelow(rate: bigint): bigint {
  const digits = String(rate);
  const [first = '0'] = digits;
  const leading = first >= '5' ? 5n : first >= '2' ? 2n : BigInt(first);
  return leading * 10n ** BigInt(digits.length - 1);
}
