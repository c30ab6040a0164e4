import { Use } from '../running/task-scope.ts';
import type { TaskAdd, TaskValue } from '../task.ts';
import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';

/** Where a worker finds a value: in the message, or among the values that its earlier tasks wrote. */
const Source = { MESSAGE: 0, WORKER: 1 } as const;

/** In the ring, stands for a message that is too long for the ring and was sent through the message port. */
export const ELSEWHERE: Uint8Array = new Uint8Array(0);
/** Ends the worker. The message of a task is longer. */
export const STOP: Uint8Array = new Uint8Array(1);
/** Notes that a run is over: the worker drops the values that it kept for later tasks. */
export const FORGET: Uint8Array = new Uint8Array(2);

/** What main sends through the message port: a message that is too long for the ring, or a value that a task of unknown access asked for. */
export interface PortMessage {
  readonly bytes: Uint8Array;
  readonly value: TaskValue | undefined;
  /** True when main cannot read the value: the run is over. */
  readonly isUnreadable: boolean;
}

/** The message from main to a worker about one task. */
export interface TaskMessage {
  /** The number of the task among those that were sent to this worker, from 0. */
  readonly sequence: number;
  readonly input: Uint8Array;
  /** The declared keys with their values; undefined for a task of unknown access. */
  readonly entries: readonly MessageEntry[] | undefined;
}

/** One declared key of a task. See `ScopeEntry`. */
export interface MessageEntry {
  readonly index: number;
  readonly cell: number;
  readonly key: string;
  readonly use: number;
  readonly admission: number;
  readonly add: TaskAdd | undefined;
  /** True when main does not know the value yet, because the worker's earlier tasks write it. */
  readonly isWithWorker: boolean;
  readonly value: TaskValue | undefined;
}

export function writeTaskMessage(writer: ByteWriter, { sequence, input, entries }: TaskMessage): void {
  writer.reset();
  writer.f64(sequence);
  writer.bytes(input);
  writer.u8(entries === undefined ? 0 : 1);
  if (entries === undefined) return;
  writer.u32(entries.length);
  for (const { index, cell, key, use, admission, add, isWithWorker, value } of entries) {
    writer.u32(index);
    writer.u32(cell);
    writer.string(key);
    writer.u8(use);
    writer.u8(isWithWorker ? Source.WORKER : Source.MESSAGE);
    if (!isWithWorker) writer.value(value);
    if (use !== Use.ADD) continue;
    writer.u8(admission);
    const isBounded = add !== undefined && (add.min ?? add.max ?? add.atLeast) !== undefined;
    writer.u8(isBounded ? 1 : 0);
    if (!isBounded) continue;
    writer.value(add.min);
    writer.value(add.max);
    writer.value(add.atLeast);
  }
}

export function readTaskMessage(reader: ByteReader, message: Uint8Array): TaskMessage {
  reader.open(message);
  const sequence = reader.f64();
  const input = reader.bytes();
  const entries = reader.u8() === 0 ? undefined : readEntries(reader);
  reader.end();
  return { sequence, input, entries };
}

function readEntries(reader: ByteReader): MessageEntry[] {
  const count = reader.u32();
  const entries: MessageEntry[] = [];
  for (let i = 0; i < count; i++) entries.push(readEntry(reader));
  return entries;
}

function readEntry(reader: ByteReader): MessageEntry {
  const index = reader.u32();
  const cell = reader.u32();
  const key = reader.string();
  const use = reader.u8();
  const isWithWorker = reader.u8() === Source.WORKER;
  const value = isWithWorker ? undefined : reader.value();
  if (use !== Use.ADD) return { index, cell, key, use, isWithWorker, value, admission: 0, add: undefined };
  const admission = reader.u8();
  if (reader.u8() === 0) return { index, cell, key, use, isWithWorker, value, admission, add: { key } };
  const [min, max, atLeast] = [reader.value(), reader.value(), reader.value()];
  const add: TaskAdd = {
    key,
    ...(typeof min === 'bigint' && { min }),
    ...(typeof max === 'bigint' && { max }),
    ...(typeof atLeast === 'bigint' && { atLeast }),
  };
  return { index, cell, key, use, isWithWorker, value, admission, add };
}
