import type { EvidenceKind, VerificationRecords } from '@tos/crypto';

// A job is one SharedArrayBuffer: control words, five u32 columns, the claims, one verdict byte per record, then the bytes that the records
// point into. A job holds everything that a worker needs; a worker writes nothing but control words, verdicts and its claims.
//
// Records are laid out by lane. A thread empties its own lane first, and takes from others then. A key always goes to one
// lane, so that what a verifier remembers of a key (a table of its multiples) is made once, by one thread, and found there again.

/** Slots from this one on need no verdict: the number of records, or the slot behind the lowest known failure. */
export const LIMIT = 0;
/** 1: a bad signature lowers LIMIT to the slot behind it. */
export const STOP_AT_BAD = 1;
const COUNT = 2;
const BYTES_LENGTH = 3;
/** The number of lanes. */
export const LANES = 4;
/** The `EvidenceKind` of all records. */
export const KIND = 5;
/** From this word on, two for each lane: its next unclaimed record, and the record behind its last. */
export const LANE_CURSORS = 6;
export const WORDS_PER_LANE = 2;

/** Threads that can have a lane of their own: 64 workers and main. */
export const MAX_LANES = 65;
const CONTROL_WORDS = LANE_CURSORS + WORDS_PER_LANE * MAX_LANES;
const COLUMNS = 5;

/** The record behind the last one of a claim. */
export const CLAIM_END = 0;
export const CLAIM_THREAD = 1;
/** When the thread began with the claim, and was done, by `microsecondsOfProcess` modulo 2^32. */
export const CLAIM_BEGAN = 2;
export const CLAIM_DONE = 3;
export const CLAIM_WORDS = 4;

const WORDS_PER_RECORD = COLUMNS + CLAIM_WORDS;

export interface JobViews extends VerificationRecords {
  readonly control: Int32Array;
  readonly verdicts: Uint8Array;
  /** For each record its slot, which is its number among the caller's records. Slots ascend within a lane. */
  readonly slot: Uint32Array;
  /** `CLAIM_WORDS` for each record. Those of the first record of a claim that was verified hold the claim; all others are 0. */
  readonly claims: Uint32Array;
}

/** Returns the size of a job in bytes. @param bytesLength of the bytes that the records point into */
export function jobSize(count: number, bytesLength: number): number {
  return 4 * (CONTROL_WORDS + WORDS_PER_RECORD * count) + count + bytesLength;
}

/** Copies records into the memory of a job. Every verdict is unknown, and no record is claimed. */
export function writeJob(
  memory: SharedArrayBuffer,
  records: VerificationRecords,
  lanes: number,
  stopAtBad: boolean,
  kind: EvidenceKind,
): JobViews {
  const { count } = records;
  const control = new Int32Array(memory, 0, CONTROL_WORDS);
  control[LIMIT] = count;
  control[STOP_AT_BAD] = stopAtBad ? 1 : 0;
  control[COUNT] = count;
  control[BYTES_LENGTH] = records.bytes.length;
  control[LANES] = lanes;
  control[KIND] = kind;
  const job = readJob(memory);
  const next = laneStarts(records, lanes);
  for (let lane = 0; lane < lanes; lane++) {
    control[LANE_CURSORS + WORDS_PER_LANE * lane] = next[lane]!;
    control[LANE_CURSORS + WORDS_PER_LANE * lane + 1] = next[lane + 1]!;
  }
  for (let slot = 0; slot < count; slot++) {
    const at = next[laneOf(records, slot, lanes)]!++;
    job.slot[at] = slot;
    job.key[at] = records.key[slot]!;
    job.messageOffset[at] = records.messageOffset[slot]!;
    job.messageLength[at] = records.messageLength[slot]!;
    job.signature[at] = records.signature[slot]!;
  }
  job.verdicts.fill(0);
  job.claims.fill(0);
  job.bytes.set(records.bytes);
  return job;
}

/** Returns views over a job that `writeJob` made. */
export function readJob(memory: SharedArrayBuffer): JobViews {
  const control = new Int32Array(memory, 0, CONTROL_WORDS);
  const count = control[COUNT]!;
  const column = (i: number): Uint32Array => new Uint32Array(memory, 4 * (CONTROL_WORDS + i * count), count);
  const verdictsAt = 4 * (CONTROL_WORDS + WORDS_PER_RECORD * count);
  return {
    control,
    count,
    key: column(0),
    messageOffset: column(1),
    messageLength: column(2),
    signature: column(3),
    slot: column(4),
    claims: new Uint32Array(memory, 4 * (CONTROL_WORDS + COLUMNS * count), CLAIM_WORDS * count),
    verdicts: new Uint8Array(memory, verdictsAt, count),
    bytes: new Uint8Array(memory, verdictsAt + count, control[BYTES_LENGTH]!),
  };
}

/** Returns a copy of the verdicts, in the order of the caller's records. */
export function verdictsBySlot(job: JobViews): Uint8Array {
  const verdicts = new Uint8Array(job.count);
  for (let at = 0; at < job.count; at++) verdicts[job.slot[at]!] = job.verdicts[at]!;
  return verdicts;
}

/** Returns where each lane begins, and, as one more element, where the last one ends. */
function laneStarts(records: VerificationRecords, lanes: number): Uint32Array {
  const starts = new Uint32Array(lanes + 1);
  for (let slot = 0; slot < records.count; slot++) starts[laneOf(records, slot, lanes) + 1]!++;
  for (let lane = 0; lane < lanes; lane++) starts[lane + 1]! += starts[lane]!;
  return starts;
}

// An attacker who picks keys that share a lane gains nothing: other threads empty it.
function laneOf({ bytes, key }: VerificationRecords, slot: number, lanes: number): number {
  const at = key[slot]! + 4;
  return (((bytes[at]! << 16) | (bytes[at + 1]! << 8) | bytes[at + 2]!) >>> 0) % lanes;
}
