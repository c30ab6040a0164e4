import { microsecondsOfProcess } from './process-clock.ts';
import type { ThreadVerifier } from './verifier-module.ts';

// What a thread counts of its own work. The fields are doubles, because they count bytes and signatures over the life of a node. The report
// of a worker is in shared memory and written by plain writes, so main reads it only while the worker has nothing to do: after READY, and
// after ACK.

/** Microseconds of work on jobs. */
export const BUSY = 0;
/** When the thread took its first claim of the last job (0 if it got none), and when it was done; see `microsecondsOfProcess`. */
export const FIRST_CLAIM_AT = 1;
export const DONE_AT = 2;
/** Signatures in all claims; from CLAIMS on, how many claims fell into each bucket of `claimSize`. */
export const CLAIMED = 3;
export const CLAIMS = 4;
export const CLAIM_BUCKETS = 5;
/** The counts of the thread's verifier. Those before `SMALL_TABLES` only grow, and outlive the thread; from `SMALL_TABLES` on they are present values. */
export const KNOWN_ANSWER_TESTS: number = CLAIMS + CLAIM_BUCKETS;
export const COLD: number = KNOWN_ANSWER_TESTS + 1;
export const WARM: number = KNOWN_ANSWER_TESTS + 2;
export const TABLES_BUILT: number = KNOWN_ANSWER_TESTS + 3;
export const TABLES_EVICTED: number = KNOWN_ANSWER_TESTS + 4;
export const SMALL_TABLES: number = KNOWN_ANSWER_TESTS + 5;
export const LARGE_TABLES: number = KNOWN_ANSWER_TESTS + 6;
export const TABLE_BYTES: number = KNOWN_ANSWER_TESTS + 7;
export const MEMORY_BYTES: number = KNOWN_ANSWER_TESTS + 8;
export const REPORT_FIELDS: number = KNOWN_ANSWER_TESTS + 9;

/** Writes the report of a thread, from within that thread. */
export class ThreadReporter {
  readonly #fields: Float64Array;
  readonly #verifier: ThreadVerifier;

  constructor(fields: Float64Array, verifier: ThreadVerifier) {
    this.#fields = fields;
    this.#verifier = verifier;
  }

  started(): void {
    this.#fields[FIRST_CLAIM_AT] = 0;
  }

  claimed(signatures: number): void {
    const fields = this.#fields;
    if (fields[FIRST_CLAIM_AT] === 0) fields[FIRST_CLAIM_AT] = microsecondsOfProcess();
    fields[CLAIMED]! += signatures;
    // The buckets double: 1, 2, 4, 8, 16. No claim is larger.
    fields[CLAIMS + 32 - Math.clz32(signatures - 1)]! += 1;
  }

  done(busyMs: number): void {
    this.#fields[BUSY]! += Math.round(busyMs * 1000);
    this.countVerifier();
    this.#fields[DONE_AT] = microsecondsOfProcess();
  }

  countVerifier(): void {
    const stats = this.#verifier.stats?.();
    if (stats === undefined) return;
    const fields = this.#fields;
    fields[KNOWN_ANSWER_TESTS] = stats.knownAnswerTests ?? 0;
    fields[COLD] = stats.cold ?? 0;
    fields[WARM] = stats.warm ?? 0;
    fields[TABLES_BUILT] = stats.tablesBuilt ?? 0;
    fields[TABLES_EVICTED] = stats.tablesEvicted ?? 0;
    fields[SMALL_TABLES] = stats.smallTables ?? 0;
    fields[LARGE_TABLES] = stats.largeTables ?? 0;
    fields[TABLE_BYTES] = stats.tableBytes ?? 0;
    fields[MEMORY_BYTES] = stats.memoryBytes ?? 0;
  }
}
