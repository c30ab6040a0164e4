export type {
  BlockOutcome,
  BlockRefusal,
  ExecutionContext,
  ExecutionOptions,
  ExecutionReport,
  HotRecord,
} from './block-execution.ts';
export type { BlockExecutor } from './block-executor.ts';
export { BlockResults, type TransactionResult } from './block-results.ts';
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
export { type AccessColumns, type AccessList, accessColumns } from './conflicts/access-columns.ts';
export { type ConflictGraph, detectConflicts, type HotCell } from './conflicts/detect-conflicts.ts';
export { groupByConflicts } from './conflicts/group-by-conflicts.ts';
export { createBlockExecutor, defaultWorkers, type ExecutorOptions } from './create-block-executor.ts';
export { EventLoopTurns } from './event-loop-turns.ts';
export { EvidenceDesk } from './evidence/evidence-desk.ts';
export { executeTransactionsParallel } from './execute-transactions-parallel.ts';
export { executeTransactionsSequential } from './execute-transactions-sequential.ts';
export {
  type ExecutorSetting,
  type ModeChoice,
  type ModeReason,
  shouldUseParallelExecution,
} from './execution-mode.ts';
export type { ExecutionServices } from './execution-services.ts';
export type { ExecutorMetrics } from './metrics/executor-metrics.ts';
export type { HistogramValue } from './metrics/histogram.ts';
export { type MetricDescription, type MetricName, metricTable } from './metrics/metric-table.ts';
export {
  type ModifiedBalance,
  type ModifiedMultisig,
  type ModifiedNonce,
  ParallelChainState,
} from './parallel-chain-state.ts';
export { type PreparedBlock, prepareBlock } from './prepare-block.ts';
export { SignatureAudit } from './signature-audit.ts';
export { VerdictCache } from './verdict-cache.ts';
export { type PoolSettings, VerificationPool } from './verification/verification-pool.ts';
export type { ThreadVerifier, VerifierModule, VerifierOptions, VerifierStats } from './verification/verifier-module.ts';
