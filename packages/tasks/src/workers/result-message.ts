import type { TosErrorObject } from '@tos/protocol';
import type { TaskOutcome } from '../running/run-task.ts';
import { withStack } from '../running/task-error.ts';
import type { TaskEffect } from '../running/task-scope.ts';
import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';

/** The message from a worker to main about one task. */
export interface ResultMessage {
  /** The sequence number of the task's message. */
  readonly sequence: number;
  /** Milliseconds that the task took. */
  readonly busyMs: number;
  readonly outcome: TaskOutcome;
}

export function writeResultMessage(writer: ByteWriter, { sequence, busyMs, outcome }: ResultMessage): void {
  writer.reset();
  writer.f64(sequence);
  writer.f64(busyMs);
  writer.u8(outcome.ok ? 1 : 0);
  if (!outcome.ok) {
    writer.string(JSON.stringify(outcome.error));
    writer.string(outcome.error.stack ?? '');
    return;
  }
  writer.bytes(outcome.output);
  writer.u32(outcome.effects.length);
  for (const { target, isAdd, value } of outcome.effects) {
    writer.u8(typeof target === 'number' ? 1 : 0);
    if (typeof target === 'number') writer.u32(target);
    else writer.string(target);
    writer.u8(isAdd ? 1 : 0);
    writer.value(value);
  }
}

export function readResultMessage(reader: ByteReader, message: Uint8Array): ResultMessage {
  reader.open(message);
  const sequence = reader.f64();
  const busyMs = reader.f64();
  const outcome = reader.u8() === 1 ? readSuccess(reader) : readFailure(reader);
  reader.end();
  return { sequence, busyMs, outcome };
}

function readFailure(reader: ByteReader): TaskOutcome {
  const error: TosErrorObject = JSON.parse(reader.string());
  return { ok: false, error: withStack(error, reader.string() || undefined) };
}

function readSuccess(reader: ByteReader): TaskOutcome {
  const output = reader.bytes();
  const count = reader.u32();
  const effects: TaskEffect[] = [];
  for (let i = 0; i < count; i++) {
    const target = reader.u8() === 1 ? reader.u32() : reader.string();
    effects.push({ target, isAdd: reader.u8() === 1, value: reader.value() });
  }
  return { ok: true, output, effects };
}
