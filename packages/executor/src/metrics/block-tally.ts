import { bytesToHex } from '@noble/hashes/utils.js';
import { ErrorCode, errorCodeName, isTosError } from '@tos/protocol';
import type { BlockOutcome, ExecutionOptions, ExecutionReport, HotRecord } from '../block/block-execution.ts';
import type { ExecutorMetrics } from './executor-metrics.ts';

type CountedByBlock = Pick<
  ExecutorMetrics,
  | 'blocks'
  | 'refusals'
  | 'failures'
  | 'transactions'
  | 'conflicts'
  | 'criticalPaths'
  | 'lastBlockTransactions'
  | 'lastBlockConflicts'
  | 'lastBlockCriticalPath'
  | 'hotRecordAccesses'
  | 'hotRecordWaits'
  | 'phaseTime'
  | 'phaseRuns'
  | 'signatures'
>;

type Counts = Record<string, number>;
type Policy = ExecutionOptions['policy'];
type Phase = 'prepare' | 'verify' | 'apply' | 'collect';

const NO_BLOCK = { transactions: 0, conflicts: 0, criticalPath: 0, hottest: [] as readonly HotRecord[] };

/** Adds up blocks for metrics, from their outcomes and the reports in them. */
export class BlockTally {
  readonly #blocks: Record<ExecutionReport['mode'], Counts> = {
    parallel: { forced: 0, pays: 0 },
    sequential: { 'switched off': 0, 'few transactions': 0, 'no healthy workers': 0, 'few signatures to check': 0 },
  };
  readonly #refusals: Record<Policy, Counts> = { build: {}, validate: {} };
  readonly #failures: Counts = {};
  readonly #transactions: Record<Policy, Counts> = { build: {}, validate: {} };
  readonly #phaseMs: Record<Phase, number> = { prepare: 0, verify: 0, apply: 0, collect: 0 };
  readonly #phaseRuns: Record<Phase, number> = { prepare: 0, verify: 0, apply: 0, collect: 0 };
  readonly #signatures = { block: { verified: 0, cached: 0 }, ahead: { verified: 0, cached: 0 } };
  #conflicts = 0;
  #criticalPaths = 0;
  #last = NO_BLOCK;

  executed(outcome: BlockOutcome, policy: Policy): void {
    const { refused, report } = outcome;
    add(this.#blocks[report.mode], report.reason);
    this.#timed('prepare', report.prepareMs);
    this.#timed('verify', report.verifyMs);
    this.#timed('apply', report.applyMs);
    this.#timed('collect', report.collectMs);
    this.#signatures.block.verified += report.verified;
    this.#signatures.block.cached += report.cached;
    if (refused !== null) {
      add(this.#refusals[policy], nameOf(refused.error));
      return;
    }
    const { errors } = outcome.results;
    countErrors(errors, this.#transactions[policy]);
    const { criticalPath, hottest } = report;
    const conflicts = Math.round(report.conflictRate * errors.length);
    this.#conflicts += conflicts;
    this.#criticalPaths += criticalPath;
    this.#last = { transactions: errors.length, conflicts, criticalPath, hottest };
  }

  /** Counts an execution that threw. */
  failed(error: unknown): void {
    add(this.#failures, isTosError(error) ? error.code : 'UNKNOWN');
  }

  verifiedAhead({ verified, cached }: Pick<ExecutionReport, 'verified' | 'cached'>): void {
    this.#signatures.ahead.verified += verified;
    this.#signatures.ahead.cached += cached;
  }

  metrics(): CountedByBlock {
    const { transactions, conflicts, criticalPath, hottest } = this.#last;
    return {
      blocks: this.#blocks,
      refusals: this.#refusals,
      failures: this.#failures,
      transactions: this.#transactions,
      conflicts: this.#conflicts,
      criticalPaths: this.#criticalPaths,
      lastBlockTransactions: transactions,
      lastBlockConflicts: conflicts,
      lastBlockCriticalPath: criticalPath,
      hotRecordAccesses: byRecord(hottest, 'accesses'),
      hotRecordWaits: byRecord(hottest, 'waits'),
      phaseTime: Object.fromEntries(Object.entries(this.#phaseMs).map(([phase, ms]) => [phase, Math.floor(ms * 1000)])),
      phaseRuns: this.#phaseRuns,
      signatures: this.#signatures,
    };
  }

  #timed(phase: Phase, ms: number): void {
    this.#phaseMs[phase] += ms;
    if (ms > 0) this.#phaseRuns[phase]++;
  }
}

/** Counts results by code. Nearly all are OK, so these are counted without a look-up of their name. */
function countErrors(errors: Uint16Array, counts: Counts): void {
  let failed = 0;
  for (const error of errors) {
    if (error === ErrorCode.OK) continue;
    failed++;
    add(counts, nameOf(error));
  }
  if (errors.length > failed) add(counts, 'OK', errors.length - failed);
}

/** Returns the name of a code, or its number in hex: rules that are not the protocol's may have codes of their own. */
function nameOf(code: number): string {
  const name = errorCodeName(code);
  return name === 'UNKNOWN' && code !== ErrorCode.UNKNOWN ? `0x${code.toString(16).padStart(4, '0')}` : name;
}

function byRecord(hottest: readonly HotRecord[], count: 'accesses' | 'waits'): Record<string, Counts> {
  const records: Record<string, Counts> = {};
  for (const { ref, [count]: value } of hottest) {
    records[ref.domain.name] ??= {};
    records[ref.domain.name]![bytesToHex(ref.key)] = value;
  }
  return records;
}

function add(counts: Counts, label: string, by = 1): void {
  counts[label] = (counts[label] ?? 0) + by;
}
