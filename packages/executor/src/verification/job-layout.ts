import type { VerificationRecords } from '@tos/crypto';

// A job is one SharedArrayBuffer: eight control words, four u32 columns, one verdict byte a record, then the bytes that the
// records point into. Everything a worker needs is in it; nothing it writes outside the control words and the verdicts.

/** Next record that nobody has claimed. */
export const CURSOR = 0;
/** Records from here on need no verdict: the end, or the lowest failure known. */
export const LIMIT = 1;
/** 1: a bad signature moves LIMIT down to it. */
export const STOP_AT_BAD = 2;
export const COUNT = 3;
const BYTES_LENGTH = 4;
const CONTROL_WORDS = 8;

export interface JobViews extends VerificationRecords {
  readonly control: Int32Array;
  readonly verdicts: Uint8Array;
}

/** Bytes that a job of this many records over this many bytes takes. */
export function jobSize(count: number, bytesLength: number): number {
  return 4 * (CONTROL_WORDS + 4 * count) + count + bytesLength;
}

/** Copies records into the memory of a job, with every verdict unknown and nothing claimed. */
export function writeJob(memory: SharedArrayBuffer, records: VerificationRecords, stopAtBad: boolean): JobViews {
  const control = new Int32Array(memory, 0, CONTROL_WORDS);
  control[COUNT] = records.count;
  control[BYTES_LENGTH] = records.bytes.length;
  control[CURSOR] = 0;
  control[LIMIT] = records.count;
  control[STOP_AT_BAD] = stopAtBad ? 1 : 0;
  const job = readJob(memory);
  job.key.set(records.key.subarray(0, records.count));
  job.messageOffset.set(records.messageOffset.subarray(0, records.count));
  job.messageLength.set(records.messageLength.subarray(0, records.count));
  job.signature.set(records.signature.subarray(0, records.count));
  job.verdicts.fill(0);
  job.bytes.set(records.bytes);
  return job;
}

/** The views over a job that `writeJob` made. */
export function readJob(memory: SharedArrayBuffer): JobViews {
  const control = new Int32Array(memory, 0, CONTROL_WORDS);
  const count = control[COUNT]!;
  const column = (i: number): Uint32Array => new Uint32Array(memory, 4 * (CONTROL_WORDS + i * count), count);
  const verdictsAt = 4 * (CONTROL_WORDS + 4 * count);
  return {
    control,
    count,
    key: column(0),
    messageOffset: column(1),
    messageLength: column(2),
    signature: column(3),
    verdicts: new Uint8Array(memory, verdictsAt, count),
    bytes: new Uint8Array(memory, verdictsAt + count, control[BYTES_LENGTH]!),
  };
}
