import { bytesToHex } from '@noble/hashes/utils.js';
import { isTosError } from '@tos/protocol';
import type { BlockOutcome } from '../block/block-execution.ts';
import type { ExecutionRecord, RecordedError } from './divergence-report.ts';

/** What an execution returned or threw. */
export type Execution = { readonly outcome: BlockOutcome } | { readonly error: unknown };

/** Returns an execution as plain data. */
export function recordExecution(execution: Execution): ExecutionRecord {
  if ('error' in execution) return { result: 'threw', error: plainError(execution.error) };
  const { outcome } = execution;
  const { mode, reason, verified, cached } = outcome.report;
  const how = { mode, reason, verified, cached };
  if (outcome.refused !== null) return { result: 'refused', how, refused: { ...outcome.refused } };
  return {
    result: 'executed',
    how,
    errors: [...outcome.results.errors],
    writes: outcome.state.getModifiedRecords().map(({ ref, value }) => ({
      domain: ref.domain.name,
      key: bytesToHex(ref.key),
      value: value && bytesToHex(value),
    })),
    gasFee: outcome.state.getGasFee().toString(),
  };
}

function plainError(error: unknown): RecordedError {
  if (isTosError(error)) return { code: error.code, message: error.message, details: { ...error.details } };
  if (error instanceof Error) return { code: error.name, message: error.message, details: {} };
  return { code: 'unknown', message: String(error), details: {} };
}
