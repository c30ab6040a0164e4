import { TosError } from '@tos/protocol';
import type { Topoheight } from '@tos/state';
import { ENTRY_SIZE, type RunIndex } from '../transactions/run-index.ts';
import { checkOf } from './row-check.ts';
import { concatBytes, u32Bytes } from './row-parts.ts';
import { RowReader } from './row-reader.ts';
import { topoheightBytes } from './topoheight-bytes.ts';

/** What the engine knows of its tables, in one row that every write replaces. */
export interface EngineState {
  /** Rises by one with each write. */
  readonly sequence: number;
  /** The number of rollbacks so far: readers beside the writer forget what they hold when it has risen. */
  readonly rollbacks: number;
  /** Topoheight of the head; null for an empty storage. */
  readonly head: Topoheight | null;
  /** `latest` has the newest version of each record as of this topoheight, or a newer one; null when it may have nothing. */
  readonly flushed: Topoheight | null;
  /** The watermark of pruning. */
  readonly prunedBelow: Topoheight;
  /** Topoheight of the lowest row of `changes`; where there is none, the next topoheight. */
  readonly base: Topoheight;
  /** Bytes of all rows of `changes`. */
  readonly changeBytes: number;
  /** True while a state is imported: every read answers as if the storage were empty. */
  readonly isImporting: boolean;
  /** A random u32 by which landmarks are chosen. */
  readonly salt: number;
  readonly runs: RunIndex;
}

export const FORMAT_VERSION = 2;

export function emptyState(salt: number): EngineState {
  return {
    sequence: 0,
    rollbacks: 0,
    head: null,
    flushed: null,
    prunedBelow: 0,
    base: 0,
    changeBytes: 0,
    isImporting: false,
    salt,
    runs: { next: 0, runs: [], merges: [], garbage: [] },
  };
}

/**
 * The row of the state: check u32, then the fields in the order of `EngineState`, topoheights and bytes as u64 (all ones: none), the flag as u32; of the
 * runs: next u32, runs (u32 count; id u32, level u32, entries u64 each), merges (u32 count; level u32, output u32, entries u64, inputs as a
 * list of u32, last entry as a list of 0 or 1), garbage as a list of u32.
 */
export function encodeState(state: EngineState): Uint8Array {
  const { next, runs, merges, garbage } = state.runs;
  const body = concatBytes([
    topoheightBytes(state.sequence),
    topoheightBytes(state.rollbacks),
    topoheightBytes(state.head),
    topoheightBytes(state.flushed),
    topoheightBytes(state.prunedBelow),
    topoheightBytes(state.base),
    topoheightBytes(state.changeBytes),
    u32Bytes(state.isImporting ? 1 : 0),
    u32Bytes(state.salt),
    u32Bytes(next),
    u32Bytes(runs.length),
    ...runs.flatMap(({ id, level, entries }) => [u32Bytes(id), u32Bytes(level), topoheightBytes(entries)]),
    u32Bytes(merges.length),
    ...merges.flatMap(({ level, output, entries, inputs, last }) => [
      u32Bytes(level),
      u32Bytes(output),
      topoheightBytes(entries),
      ...listOf(inputs),
      ...(last === null ? [u32Bytes(0)] : [u32Bytes(1), last]),
    ]),
    ...listOf(garbage),
  ]);
  return concatBytes([u32Bytes(checkOf(body, 0)), body]);
}

/** @throws TOS_STORAGE_CORRUPT, for any wrong bit */
export function decodeState(row: Uint8Array): EngineState {
  const reader = new RowReader(row, "the engine's state");
  const check = reader.u32();
  if (check !== checkOf(row, 4)) {
    throw new TosError('TOS_STORAGE_CORRUPT', { what: "the engine's state", reason: 'its check is wrong' });
  }
  const list = (): number[] => reader.list(() => reader.u32());
  const state = {
    sequence: reader.topoheight(),
    rollbacks: reader.topoheight(),
    head: reader.optionalTopoheight(),
    flushed: reader.optionalTopoheight(),
    prunedBelow: reader.topoheight(),
    base: reader.topoheight(),
    changeBytes: reader.topoheight(),
    isImporting: reader.u32() === 1,
    salt: reader.u32(),
    runs: {
      next: reader.u32(),
      runs: reader.list(() => ({ id: reader.u32(), level: reader.u32(), entries: reader.topoheight() })),
      merges: reader.list(() => {
        const [level, output, entries, inputs] = [reader.u32(), reader.u32(), reader.topoheight(), list()];
        const [last = null] = reader.list(() => reader.fixed(ENTRY_SIZE));
        return { level, output, entries, inputs, last };
      }),
      garbage: list(),
    },
  };
  reader.end();
  return state;
}

function listOf(numbers: readonly number[]): Uint8Array[] {
  return [u32Bytes(numbers.length), ...numbers.map(u32Bytes)];
}
