import { availableParallelism } from 'node:os';
import { assertInteger, assertObject, assertOneOf } from '@tos/protocol';
import { type ExecutionMode, executionModes, type ModuleAddress } from '@tos/tasks';
import { hrefOf } from '@tos/tasks/threads';
import type { BlockExecutor } from './block-executor.ts';
import { QueueingExecutor } from './queueing-executor.ts';

/** What an executor is made from. */
export interface ExecutorOptions {
  /** Where blocks are executed. @default 'auto' */
  readonly setting?: ExecutionMode;
  /** Threads besides main, 0 to 64. @default one fewer than the processor has cores */
  readonly workers?: number;
  /** Bytes for signatures that are known to be good, about 300 each. @default 32 MiB: twenty full blocks (of 5,650 transfers) */
  readonly verdictCacheBytes?: number;
  /** Module that exports `createVerifier`, loaded by main and by every worker. @default a verifier in WebAssembly, noble where there is no WebAssembly */
  readonly verifierModule?: ModuleAddress;
  /** Bytes that all threads together may use for tables of the keys of frequent senders. @default 64 MiB: 2,400 such senders */
  readonly keyTableBytes?: number;
  /** About one in this many accepted signatures is verified again by the oracle; 0 for none. @default 8192 */
  readonly auditOneIn?: number;
}

const MAX_WORKERS = 64;
// The table of a frequent sender takes 26,624 bytes, that of a sender who was seen twice 8,192.
const KEY_TABLE_BYTES = 64 << 20;
const VERDICT_CACHE_BYTES = 32 << 20;
// The oracle (noble) takes 2 ms per signature, so this costs 0.25 us per transaction, and a node that accepts a thousand transactions per
// second verifies one of them again every eight seconds.
const AUDIT_ONE_IN = 8192;

/** Returns how many threads besides main an executor starts by default: one fewer than there are cores, at most 64. */
export function defaultWorkers(): number {
  return Math.min(MAX_WORKERS, Math.max(0, availableParallelism() - 1));
}

/** Makes a block executor and starts its threads. @throws TOS_INVALID_ARGUMENT for options of other types, or out of range */
export function createBlockExecutor(options: ExecutorOptions = {}): BlockExecutor {
  assertObject(options, 'options');
  const { workers = defaultWorkers() } = options;
  assertInteger(workers, 'workers', 0, MAX_WORKERS);
  const { verdictCacheBytes = VERDICT_CACHE_BYTES } = options;
  assertInteger(verdictCacheBytes, 'verdictCacheBytes', 0, 2 ** 30);
  // An executor that always runs on main would not use its threads.
  const { setting = 'auto' } = options;
  assertOneOf(setting, 'setting', executionModes);
  const threads = setting === 'sequential' ? 0 : workers;
  const { auditOneIn = AUDIT_ONE_IN } = options;
  assertInteger(auditOneIn, 'auditOneIn', 0, Number.MAX_SAFE_INTEGER);
  const { keyTableBytes = KEY_TABLE_BYTES } = options;
  assertInteger(keyTableBytes, 'keyTableBytes', 0, 2 ** 31 - 1);
  // Each thread has tables of its own senders, so the bytes are shared out among the threads and main.
  const verifierOptions = { cacheBytes: Math.floor(keyTableBytes / (threads + 1)) };
  const { verifierModule } = options;
  const verifierUrl = verifierModule === undefined ? undefined : hrefOf('verifierModule', verifierModule);
  return new QueueingExecutor(setting, {
    workers: threads,
    verdictCacheBytes,
    auditOneIn,
    verifierUrl,
    verifierOptions,
  });
}
