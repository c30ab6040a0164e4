import { errorCodeName } from '@tos/protocol';
import type { ExecutionRecord, RecordedRefusal, RecordedWrite } from './divergence-report.ts';

/** The first thing that two executions of a block do not agree on, in words; null when they agree on everything. */
export function firstDifference(sequential: ExecutionRecord, parallel: ExecutionRecord): string | null {
  const [one, other] = [fate(sequential), fate(parallel)];
  if (one !== other) return told('the block', one, other);
  if (sequential.result !== 'executed' || parallel.result !== 'executed') return null;
  return (
    differentResult(sequential.errors, parallel.errors) ??
    differentWrite(sequential.writes, parallel.writes) ??
    (sequential.gasFee === parallel.gasFee ? null : told('the fees are', sequential.gasFee, parallel.gasFee))
  );
}

function told(what: string, sequential: string, parallel: string): string {
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
    return told('the results are', String(sequential.length), String(parallel.length));
  }
  const i = sequential.findIndex((code, at) => code !== parallel[at]);
  return i < 0 ? null : told(`transaction ${i} gives`, codeText(sequential[i]!), codeText(parallel[i]!));
}

/** Both are sorted, so the first place where they differ is the first record that they differ on, or that one of them lacks. */
function differentWrite(sequential: readonly RecordedWrite[], parallel: readonly RecordedWrite[]): string | null {
  const count = Math.max(sequential.length, parallel.length);
  for (let i = 0; i < count; i++) {
    const [one, other] = [writeText(sequential[i]), writeText(parallel[i])];
    if (one !== other) return told(`write ${i} is`, one, other);
  }
  return null;
}

function writeText(write: RecordedWrite | undefined): string {
  return write === undefined ? 'none' : `${write.domain} ${write.key} = ${write.value ?? 'deleted'}`;
}
