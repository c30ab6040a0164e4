export {
  type AccessColumns,
  type ConflictGraph,
  detectConflicts,
  type ExecutionMode,
  groupByConflicts,
  type HotCell,
} from '@tos/tasks';
export type {
  BlockOutcome,
  BlockRefusal,
  ExecutionContext,
  ExecutionOptions,
  ExecutionReport,
  HotRecord,
} from './block/block-execution.ts';
export type { BlockExecutor } from './block/block-executor.ts';
export type { BlockResults, TransactionResult } from './block/block-results.ts';
export { createBlockExecutor, defaultWorkers, type ExecutorOptions } from './block/create-block-executor.ts';
export { executeTransactionsParallel } from './block/execute-transactions-parallel.ts';
export { type ModeChoice, type ModeReason, shouldUseParallelExecution } from './block/execution-mode.ts';
export type { ExecutionPhase, ExecutionTrace, PhaseSpan, TimeSpan, TracedClaim } from './block/execution-trace.ts';
export {
  type ModifiedBalance,
  type ModifiedMultisig,
  type ModifiedNonce,
  ParallelChainState,
} from './block/parallel-chain-state.ts';
export type { ComparedExecutors } from './comparison/compare-executions.ts';
export { type ComparisonOptions, createComparingExecutor } from './comparison/comparing-executor.ts';
export type {
  DivergenceReport,
  ExecutionRecord,
  ExecutionSummary,
  RecordedError,
  RecordedRead,
  RecordedRefusal,
  RecordedWrite,
} from './comparison/divergence-report.ts';
export { type Replay, type ReplayArguments, replayDivergence } from './comparison/replay-divergence.ts';
export type { ExecutorMetrics } from './metrics/executor-metrics.ts';
export type { HistogramValue } from './metrics/histogram.ts';
export { type MetricDescription, type MetricName, metricTable } from './metrics/metric-table.ts';
export { EventLoopTurns } from './threads/event-loop-turns.ts';
export type { ThreadVerifier, VerifierModule, VerifierOptions, VerifierStats } from './verification/verifier-module.ts';
