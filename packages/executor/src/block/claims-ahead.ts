import type { ClaimLog } from '../verification/claim-log.ts';
import type { TracedClaim } from './execution-trace.ts';

/** Signatures that were known before an execution. */
export interface RememberedSignatures {
  /** Their transactions, and for each the number of its claim in the log. */
  readonly known: readonly number[];
  readonly knownClaim: readonly number[];
  readonly claims: Pick<ClaimLog, 'find'>;
}

/** Returns `ExecutionTrace.ahead()`. @param origin when the execution began, by `microsecondsOfProcess` */
export function claimsAhead({ known, knownClaim, claims }: RememberedSignatures, origin: number): TracedClaim[] {
  const byNumber = new Map<number, TracedClaim & { readonly transactions: number[] }>();
  for (const [k, number] of knownClaim.entries()) {
    let claim = byNumber.get(number);
    if (claim === undefined) {
      const found = claims.find(number);
      if (found === undefined) continue;
      const { thread, began, done, count } = found;
      claim = { thread, kind: 'owners', start: began - origin, end: done - origin, count, transactions: [] };
      byNumber.set(number, claim);
    }
    claim.transactions.push(known[k]!);
  }
  return [...byNumber.values()].sort((a, b) => a.start - b.start || a.thread - b.thread);
}
