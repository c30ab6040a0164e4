import { errorCodeName } from '@tos/protocol';
import type { ExecutionRecord, RecordedRefusal, RecordedWrite } from './divergence-report.ts';

/** Returns the first difference between two executions of a block, in words; null when there is none. */
export function firstDifference(sequential: ExecutionRecord, parallel: ExecutionRecord): string | null {
  const [one, other] = [fate(sequential), fate(parallel)];
  if (one !== other) return inBoth('the block', one, other);
  if (sequential.result !== 'executed' || parallel.result !== 'executed') return null;
  return (
    differentResult(sequential.errors, parallel.errors) ??
    differentWrite(sequential.writes, parallel.writes) ??
    (sequential.gasFee === parallel.gasFee ? null : inBoth('the fees are', sequential.gasFee, parallel.gasFee))
  );
}

function inBoth(what: string, sequential: string, parallel: string): string {
  return `${what} ${sequential} sequentially, ${parallel} in parallel`;
}

function fate(record: ExecutionRecord): string {
  switch (record.result) {
    case 'executed':
      return 'is executed';
    case 'refused':
      return refusal(record.refused);
    case 'threw':
      return `throws ${record.error.code} (${record.error.message})`;
  }
}

function refusal({ index, error }: RecordedRefusal): string {
  return `is refused ${index === null ? 'itself' : `for transaction ${index}`} with ${codeText(error)}`;
}

function codeText(code: number): string {
  return `${errorCodeName(code)} (0x${code.toString(16).padStart(4, '0')})`;
}

function differentResult(sequential: readonly number[], parallel: readonly number[]): string | null {
  if (sequential.length !== parallel.length) {
    return inBoth('the results are', String(sequential.length), String(parallel.length));
  }
  const i = sequential.findIndex((code, at) => code !== parallel[at]);
  return i < 0 ? null : inBoth(`transaction ${i} gives`, codeText(sequential[i]!), codeText(parallel[i]!));
}

/** Returns the first difference between writes. Both lists are sorted, so it is a record with two values, or one that a list lacks. */
function differentWrite(sequential: readonly RecordedWrite[], parallel: readonly RecordedWrite[]): string | null {
  const count = Math.max(sequential.length, parallel.length);
  for (let i = 0; i < count; i++) {
    const [one, other] = [writeText(sequential[i]), writeText(parallel[i])];
    if (one !== other) return inBoth(`write ${i} is`, one, other);
  }
  return null;
}

function writeText(write: RecordedWrite | undefined): string {
  return write === undefined ? 'none' : `${write.domain} ${write.key} = ${write.value ?? 'deleted'}`;
}
