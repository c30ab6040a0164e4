import type { CommittedBlock } from '@tos/chain';
import { bytesToHex } from '@tos/crypto';
import type { TracedClaim } from '@tos/executor';

/** What of a committed block is looked at. */
export type ExecutedBlock = Pick<CommittedBlock, 'hash' | 'topoheight' | 'transactions' | 'report' | 'trace'>;

/** How this node executed a block. */
export interface BlockExecution extends Pick<CommittedBlock, 'hash' | 'topoheight' | 'report' | 'trace'> {
  /** Milliseconds since 1970, by the node's clock. */
  readonly startedAt: number;
  /** Number of transactions in the block. */
  readonly transactions: number;
  /** `report.trace.ahead()`, as it was when the block was new. */
  readonly ahead: readonly TracedClaim[];
}

// Bytes of all that is kept. A full block (5,650 transfers) takes about 0.2 MB where its signatures were verified in the block or in large
// rounds before it, and 1.2 MB where each was verified alone, as its transaction came: that is 14 to 80 full blocks, and 7,000 that have a few
// transactions.
const MOST_BYTES = 16 << 20;

// What V8 takes for each part: its fields of 8 bytes, the header of the object and of the list in it.
const EXECUTION_BYTES = 2000;
const CLAIM_BYTES = 120;
const PHASE_BYTES = 48;
const NUMBER_BYTES = 8;

/** How the newest blocks were executed: what this process remembers, and no storage has. The oldest give way to new ones. */
export class KeptExecutions {
  readonly #clock: () => number;
  readonly #mostBytes: number;
  // In the order of keeping. A block that is executed again, after a rollback, is kept as it was executed last.
  readonly #byHash: Map<string, BlockExecution> = new Map();
  #bytes = 0;

  constructor({ clock = Date.now, mostBytes = MOST_BYTES }: { clock?: () => number; mostBytes?: number } = {}) {
    this.#clock = clock;
    this.#mostBytes = mostBytes;
  }

  /** Keeps how a block was executed that has just been committed. */
  keep({ hash, topoheight, transactions, report, trace }: ExecutedBlock): void {
    const execution: BlockExecution = {
      hash,
      topoheight,
      report,
      trace,
      startedAt: Math.round(this.#clock() - (performance.now() - report.trace.startedAt)),
      transactions: transactions.count,
      ahead: report.trace.ahead(),
    };
    const key = bytesToHex(hash);
    this.#forget(key);
    this.#byHash.set(key, execution);
    this.#bytes += bytesOf(execution);
    for (const oldest of this.#byHash.keys()) {
      if (this.#bytes <= this.#mostBytes) return;
      this.#forget(oldest);
    }
  }

  /** Returns how a block was executed; undefined for one that was not executed since the start, or too long ago. */
  find(hash: Uint8Array): BlockExecution | undefined {
    return this.#byHash.get(bytesToHex(hash));
  }

  #forget(key: string): void {
    const execution = this.#byHash.get(key);
    if (execution === undefined) return;
    this.#byHash.delete(key);
    this.#bytes -= bytesOf(execution);
  }
}

/** Returns about how much memory an execution takes. The trace holds two numbers per transaction for `ahead`, and the places hold one. */
function bytesOf({ report, transactions, ahead }: BlockExecution): number {
  const claims = [...report.trace.claims, ...ahead];
  const claimed = claims.reduce((sum, claim) => sum + claim.transactions.length, 0);
  return (
    EXECUTION_BYTES +
    CLAIM_BYTES * claims.length +
    PHASE_BYTES * report.trace.phases.length +
    NUMBER_BYTES * (claimed + report.levels.length + 3 * transactions)
  );
}
