import { bytesToHex, encodeAddress } from '@tos/crypto';
import type { HotRecord, TimeSpan, TracedClaim } from '@tos/executor';
import type { Network } from '@tos/protocol';
import { accountOfKey } from '@tos/state';
import { z } from 'zod';
import type { BlockExecution } from '../../executions/kept-executions.ts';
import { sequentialTime } from '../../executions/sequential-time.ts';
import { addressText, hashText, hexText, safeInteger } from './result-values.ts';

/** A stretch of time of main's work on a block. */
export type PhaseJson = {
  name: 'prepare' | 'verify' | 'pass' | 'collect' | 'merge' | 'commit';
  start_us: number;
  end_us: number;
};

/** What one thread verified at a time, in this execution. Thread 0 is main. */
export type ClaimJson = {
  thread: number;
  start_us: number;
  end_us: number;
  /** `evidence`: co-signatures, signatures of agent accounts, and proofs. */
  kind: 'signatures' | 'evidence';
  /** Signatures or proofs, also those of transactions that were left out of the block. */
  count: number;
  /** Places in the block of the transactions whose owners' signatures these are, ascending; none for evidence. */
  transactions: number[];
};

/** What one thread verified at a time when transactions came, before the block. Its times are negative before `started_at`. */
export type AdmissionJson = {
  thread: number;
  start_us: number;
  end_us: number;
  /** Signatures of this claim, also those of other blocks' transactions. */
  count: number;
  transactions: number[];
};

/** A record that several transactions of a block use. */
export type HotRecordJson = {
  /** The kind of record, as `balance` or `nonce`. */
  domain: string;
  key: string;
  /** The account of the record; null for a record that is no account's. */
  address: string | null;
  transactions: number;
  /** Those of these transactions that locks would have made wait for an earlier one. */
  waits: number;
};

/** How a block was executed. Times are whole microseconds since `started_at`. */
export type BlockExecutionJson = {
  topoheight: number;
  hash: string;
  executor: 'parallel' | 'sequential';
  /** Why this executor. */
  reason: string;
  /** Milliseconds since 1970 by the node's clock. */
  started_at: number;
  /** Until the block was durable. */
  total_us: number;
  /** Threads that could verify, main included. */
  threads: number;
  transactions: number;
  /** Transactions that were executed for the block, failed, and are not in it. The conflicts count them. */
  left_out: number;
  /** In the order of their beginnings. A phase that was interrupted occurs several times; `verify` and `pass` may overlap. */
  phases: PhaseJson[];
  claims: ClaimJson[];
  /** For the remembered signatures: the claims in which they were verified, as far as this node still knows them. */
  admission: AdmissionJson[];
  /** Owners' signatures that were verified in this execution, and those whose verdicts were remembered. */
  verified: number;
  remembered: number;
  /** Co-signatures and proofs that were verified in this execution. */
  evidence: number;
  /** How long the block would have taken on main alone. An estimate: `total_us`, with all claims one after the other. */
  sequential_us: number;
  conflicts: {
    /** Number of transactions on each level: those of the first level wait for none, those of another one for one of the level before it. */
    levels: number[];
    longest_chain: number;
    hottest: HotRecordJson[];
  };
};

/** How this node executed a block. */
export const blockExecutionJson: z.ZodType<BlockExecutionJson, BlockExecutionJson> = z.strictObject({
  topoheight: safeInteger,
  hash: hashText,
  executor: z.enum(['parallel', 'sequential']),
  reason: z.string(),
  started_at: safeInteger,
  total_us: safeInteger,
  threads: safeInteger,
  transactions: safeInteger,
  left_out: safeInteger,
  phases: z.array(
    z.strictObject({
      name: z.enum(['prepare', 'verify', 'pass', 'collect', 'merge', 'commit']),
      start_us: safeInteger,
      end_us: safeInteger,
    }),
  ),
  claims: z.array(
    z.strictObject({
      thread: safeInteger,
      start_us: safeInteger,
      end_us: safeInteger,
      kind: z.enum(['signatures', 'evidence']),
      count: safeInteger,
      transactions: z.array(safeInteger),
    }),
  ),
  admission: z.array(
    z.strictObject({
      thread: safeInteger,
      start_us: z.int(),
      end_us: z.int(),
      count: safeInteger,
      transactions: z.array(safeInteger),
    }),
  ),
  verified: safeInteger,
  remembered: safeInteger,
  evidence: safeInteger,
  sequential_us: safeInteger,
  conflicts: z.strictObject({
    levels: z.array(safeInteger),
    longest_chain: safeInteger,
    hottest: z.array(
      z.strictObject({
        domain: z.string(),
        key: hexText,
        address: addressText.nullable(),
        transactions: safeInteger,
        waits: safeInteger,
      }),
    ),
  }),
});

/** How a block was executed, as it goes out. */
export function toBlockExecutionJson(execution: BlockExecution, network: Network): BlockExecutionJson {
  const { topoheight, hash, startedAt, transactions, ahead, report, trace } = execution;
  const { placeOf } = trace;
  const claim = ({ thread, start, end, count, ...rest }: TracedClaim): AdmissionJson => {
    const places = rest.transactions.map(placeOf).filter((place) => place !== undefined);
    return { thread, ...span({ start, end }), count, transactions: places };
  };
  const phases: PhaseJson[] = report.trace.phases.map(({ phase, ...rest }) => ({ name: phase, ...span(rest) }));
  phases.push({ name: 'merge', ...span(trace.merge) }, { name: 'commit', ...span(trace.commit) });
  const executed = report.levels.reduce((sum, size) => sum + size, 0);
  return {
    topoheight,
    hash: bytesToHex(hash),
    executor: report.mode,
    reason: report.reason,
    started_at: startedAt,
    total_us: trace.commit.end,
    threads: report.trace.threads,
    transactions,
    left_out: executed - transactions,
    phases: phases.sort((a, b) => a.start_us - b.start_us || a.end_us - b.end_us),
    claims: report.trace.claims
      .map((one): ClaimJson => ({ ...claim(one), kind: one.kind === 'owners' ? 'signatures' : 'evidence' }))
      .sort((a, b) => a.start_us - b.start_us || a.thread - b.thread),
    admission: ahead.map(claim),
    verified: report.verified,
    remembered: report.cached,
    evidence: report.evidence,
    sequential_us: sequentialTime(report.trace, trace),
    conflicts: {
      levels: [...report.levels],
      longest_chain: report.criticalPath,
      hottest: report.hottest.map((record) => hotRecordJson(record, network)),
    },
  };
}

function span({ start, end }: TimeSpan): { start_us: number; end_us: number } {
  return { start_us: start, end_us: end };
}

function hotRecordJson({ ref: { domain, key }, accesses, waits }: HotRecord, network: Network): HotRecordJson {
  const isOfAccount = domain.key[0]?.name === 'account';
  const address = isOfAccount ? encodeAddress(accountOfKey(key), network) : null;
  return { domain: domain.name, key: bytesToHex(key), address, transactions: accesses, waits };
}
