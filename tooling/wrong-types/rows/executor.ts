import * as executor from '../../../packages/executor/src/index.ts';
import { baselineRules } from '../../../packages/runtime/src/index.ts';
import { createMemoryStorage, HeadCache } from '../../../packages/state/src/index.ts';
import { decodeBatch } from '../../../packages/transaction/src/index.ts';
import { anyText, callback, integer, type Kind, made, network, object, oneOf, optional } from '../kinds.ts';
import type { Inner, Rows } from '../row.ts';
import { access } from './tasks.ts';

const empty = decodeBatch([]);
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
const options = object({
  policy: oneOf('build', 'validate'),
  rules: { good: baselineRules, takes: isRules },
  setting: optional(setting),
  parallelThreshold: optional(integer()),
});
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
      object({
        setting,
        transactions: integer(),
        threshold: integer(),
        signatures: integer(),
        signatureMicroseconds: integer(1),
        workers: integer(),
      }),
    ],
    call: (facts) => executor.shouldUseParallelExecution(facts),
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
};

export const inner: Inner = {
  defaultWorkers: 'no arguments',
  'EventLoopTurns*': 'no arguments',
  executeTransactionsParallel: 'a part of an executor: it takes what other parts have made and checked',
  'ParallelChainState*': 'made by executors alone',
};
