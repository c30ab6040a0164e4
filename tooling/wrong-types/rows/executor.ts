import { createNobleVerifier } from '../../../packages/crypto/src/index.ts';
import * as executor from '../../../packages/executor/src/index.ts';
import { baselineRules } from '../../../packages/runtime/src/index.ts';
import { createMemoryStorage, HeadCache } from '../../../packages/state/src/index.ts';
import { decodeBatch } from '../../../packages/transaction/src/index.ts';
import { anyText, callback, integer, type Kind, list, made, network, object, oneOf, optional } from '../kinds.ts';
import type { Inner, Rows } from '../row.ts';

const empty = decodeBatch([]);
const noble = createNobleVerifier();
const state = createMemoryStorage();
await state.open();
const setting = oneOf('sequential', 'auto', 'parallel');
const running = executor.createBlockExecutor({ setting: 'sequential' });
const comparing = executor.createComparingExecutor(
  { sequential: running, parallel: running },
  { software: 's', keep: () => 'kept' },
);
const references: Kind = { good: async () => new Uint8Array(0), takes: (value) => typeof value === 'function' };
const context = object({
  network,
  topoheight: integer(),
  state: made(state),
  cache: optional(made(new HeadCache(1000))),
  references,
  frame: optional({ good: undefined, takes: () => false }),
});
const isRules = (value: unknown): boolean => typeof value === 'object' && value !== null && !ArrayBuffer.isView(value);
const options = object({ policy: oneOf('build', 'validate'), rules: { good: baselineRules, takes: isRules } });
const columns = executor.accessColumns([{ exclusive: ['a'], read: ['b'], credit: ['c'] }]);
const access = object({
  count: oneOf(1, 0, -0),
  cellCount: { ...integer(0), good: 3 },
  start: made(columns.start),
  cells: made(columns.cells),
  modes: { good: columns.modes, takes: (value) => value instanceof Uint8Array && value.length >= 3 },
});
const keys: Kind = { good: ['a'], takes: (value) => value === undefined || Array.isArray(value) };
const report: Kind = object({
  network: oneOf('devnet'),
  policy: oneOf('build', 'validate'),
  transactions: { good: [], takes: (value) => Array.isArray(value) && value.length === 0 },
  state: { good: [], takes: (value) => Array.isArray(value) && value.length === 0 },
  references: anyText(''),
  topoheight: { ...integer(0), good: 5 },
});

export const rows: Rows = {
  createBlockExecutor: {
    args: [
      optional(
        object({
          setting: optional(setting),
          workers: optional(integer(0, 1)),
          verdictCacheBytes: optional(integer(0, 2 ** 30)),
          verifierModule: optional({ good: undefined, takes: (value) => value instanceof URL }),
          keyTableBytes: optional(integer(0, 2 ** 31 - 1)),
          auditOneIn: optional(integer()),
        }),
      ),
    ],
    call: async (given) =>
      executor.createBlockExecutor(given === undefined ? { setting: 'sequential' } : given).close(),
  },
  createComparingExecutor: {
    args: [
      object({ sequential: made(running), parallel: made(running) }),
      object({ software: anyText('s'), keep: callback }),
    ],
    call: (executors, given) => executor.createComparingExecutor(executors, given),
  },
  'executor.execute': {
    args: [made(empty), context, options],
    call: (...args: Parameters<typeof running.execute>) => running.execute(...args),
  },
  'executor.verifySignatures': { args: [made(empty)], call: (batch) => running.verifySignatures(batch) },
  'comparing executor.execute': {
    args: [made(empty), context, options],
    call: (...args: Parameters<typeof running.execute>) => comparing.execute(...args),
  },
  'comparing executor.verifySignatures': { args: [made(empty)], call: (batch) => comparing.verifySignatures(batch) },
  shouldUseParallelExecution: {
    args: [
      object({ setting, transactions: integer(), threshold: integer(), signatures: integer(), workers: integer() }),
    ],
    call: (facts) => executor.shouldUseParallelExecution(facts),
  },
  accessColumns: {
    args: [list(object({ exclusive: keys, read: keys, credit: keys }))],
    call: (lists) => executor.accessColumns(lists),
  },
  detectConflicts: { args: [access], call: (given) => executor.detectConflicts(given) },
  groupByConflicts: { args: [access], call: (given) => executor.groupByConflicts(given) },
  replayDivergence: {
    args: [
      report,
      object({
        executors: object({ sequential: made(running), parallel: made(running) }),
        rules: { good: baselineRules, takes: isRules },
      }),
    ],
    call: (given, args) => executor.replayDivergence(given, args),
  },
  VerdictCache: { args: [integer()], call: (limit) => new executor.VerdictCache(limit) },
  SignatureAudit: {
    args: [made(noble), optional(made(noble)), integer()],
    call: (verifier, oracle, oneIn) => new executor.SignatureAudit(verifier, oracle, oneIn),
  },
};

const parts =
  'a part of an executor, for benchmarks and tests of parts: it takes what other parts have made and checked';

export const inner: Inner = {
  defaultWorkers: 'no arguments',
  prepareBlock: parts,
  'EventLoopTurns*': parts,
  'EvidenceDesk*': parts,
  executeTransactionsParallel: parts,
  executeTransactionsSequential: parts,
  'BlockResults*': 'made by executors alone',
  'ParallelChainState*': 'made by executors alone',
  'SignatureAudit.*': parts,
  'VerdictCache.*': parts,
  'VerificationPool*': parts,
};
