import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Use } from '../running/task-scope.ts';
import type { TaskValue } from '../task.ts';
import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import { freeMemory } from './free-memory.ts';
import { MessageRing } from './message-ring.ts';
import { RecentValues } from './recent-values.ts';
import { readResultMessage, writeResultMessage } from './result-message.ts';
import { type MessageEntry, readTaskMessage, writeTaskMessage } from './task-message.ts';
import { CLAIM_COUNT } from './thread-control.ts';

const counter = fc.oneof(
  fc.bigInt(-(2n ** 255n), 2n ** 255n - 1n),
  fc.bigInt(-5n, 5n),
  fc.constantFrom(2n ** 63n, -(2n ** 63n), 2n ** 63n - 1n),
);
const value: fc.Arbitrary<TaskValue | undefined> = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  counter,
  fc.constant(undefined),
);
// Strings of any code units, lone surrogates among them.
const key = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.array(fc.nat(0xffff)).map((units) => String.fromCharCode(...units)),
);
const optional = fc.option(counter, { nil: undefined });
const entry: fc.Arbitrary<MessageEntry> = fc
  .record({
    index: fc.nat(),
    cell: fc.nat(),
    key,
    use: fc.constantFrom(Use.READ, Use.WRITE, Use.ADD),
    admission: fc.nat(3),
    isWithWorker: fc.boolean(),
    value,
    min: optional,
    max: optional,
    atLeast: optional,
  })
  .map(({ min, max, atLeast, ...rest }) => ({
    ...rest,
    value: rest.isWithWorker ? undefined : rest.value,
    admission: rest.use === Use.ADD ? rest.admission : 0,
    add:
      rest.use === Use.ADD
        ? {
            key: rest.key,
            ...(min !== undefined && { min }),
            ...(max !== undefined && { max }),
            ...(atLeast !== undefined && { atLeast }),
          }
        : undefined,
  }));
const sequence = fc.maxSafeNat();

/** Copies bytes to an odd place of a larger memory, as messages lie in a ring. */
function elsewhere(message: Uint8Array): Uint8Array {
  const memory = new Uint8Array(message.length + 20);
  memory.set(message, 7);
  return memory.subarray(7, 7 + message.length);
}

describe('messages', () => {
  const writer = new ByteWriter();
  const reader = new ByteReader();

  test('a task comes out as it went in', () => {
    fc.assert(
      fc.property(
        fc.record({ sequence, input: fc.uint8Array(), entries: fc.option(fc.array(entry), { nil: undefined }) }),
        (message) => {
          writeTaskMessage(writer, message);
          expect(readTaskMessage(reader, elsewhere(writer.written))).toEqual(message);
        },
      ),
    );
  });

  test('a result comes out as it went in', () => {
    const effect = fc.record({ target: fc.oneof(fc.nat(), key), isAdd: fc.boolean(), value });
    const success = fc.record({ ok: fc.constant(true as const), output: fc.uint8Array(), effects: fc.array(effect) });
    const failure = key.map((reason) => ({
      ok: false as const,
      error: { code: 'TOS_TASK_FAILED' as const, message: reason, details: { reason } },
    }));
    fc.assert(
      fc.property(
        fc.record({ sequence, busyMs: fc.double({ min: 0, noNaN: true }), outcome: fc.oneof(success, failure) }),
        (message) => {
          writeResultMessage(writer, message);
          expect(readResultMessage(reader, elsewhere(writer.written))).toEqual(message);
        },
      ),
    );
  });

  test('half a message, or more than one, is refused', () => {
    writeResultMessage(writer, {
      sequence: 1,
      busyMs: 1,
      outcome: { ok: true, output: Uint8Array.of(1), effects: [] },
    });
    const whole = writer.written.slice();
    for (let length = 0; length < whole.length; length++) {
      expect(() => readResultMessage(reader, whole.subarray(0, length)), `${length}`).toThrow(RangeError);
    }
    expect(() => readResultMessage(reader, Uint8Array.of(...whole, 0))).toThrow(RangeError);
  });
});

describe('MessageRing', () => {
  test('gives what it was given, in order, and takes no more than fits', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.nat(60), fc.constant(-1)), { maxLength: 300, size: 'max' }), (steps) => {
        const memory = new SharedArrayBuffer(MessageRing.size(256));
        const [writer, reader] = [new MessageRing(memory), new MessageRing(memory)];
        // The ring begins at a position that is about to wrap.
        const words = new Int32Array(memory);
        words[0] = words[16] = -512;
        const queue: Uint8Array[] = [];
        steps.forEach((step, i) => {
          if (step < 0) {
            expect(reader.peek()?.slice(), `step ${i}`).toEqual(queue[0]);
            if (queue.shift() !== undefined) reader.pop();
            return;
          }
          const message = new Uint8Array(step).fill(i);
          const fits = writer.fits(step);
          expect(writer.push(message)).toBe(fits);
          if (fits) queue.push(message);
          else
            expect(queue.reduce((sum, { length }) => sum + length + 8, 0) + step + 8, `step ${i}`).toBeGreaterThan(128);
        });
        for (const message of queue) {
          expect(reader.peek()?.slice()).toEqual(message);
          reader.pop();
        }
        expect(reader.peek()).toBeUndefined();
      }),
    );
  });
});

test('recent values are kept for as many tasks as can be in flight, and not for ever', () => {
  const recent = new RecentValues();
  recent.turn();
  recent.set(1, 5n);
  for (let i = 0; i < CLAIM_COUNT; i++) recent.turn();
  expect(recent.get(1)).toBe(5n);
  for (let i = 0; i < CLAIM_COUNT; i++) recent.turn();
  expect(recent.get(1)).toBeUndefined();
});

describe('memory of long messages', () => {
  const long = new Uint8Array(1_000_000).fill(7);

  test('a writer gives it away with the message, or drops it with the next one', () => {
    const writer = new ByteWriter();
    writer.bytes(long);
    const taken = writer.take();
    expect(taken.length).toBe(long.length + 4);
    expect(taken.byteOffset).toBe(0);
    writer.bytes(long);
    expect(writer.written.length).toBe(long.length + 4);
    writer.reset();
    writer.u8(1);
    expect(writer.written.buffer.byteLength).toBeLessThan(10_000);
    expect(taken.at(-1)).toBe(7);
  });

  test('it is free at once, and a reader does not hold on to it', () => {
    const writer = new ByteWriter();
    writer.bytes(long);
    const message = writer.take();
    const reader = new ByteReader();
    reader.open(message);
    const read = reader.bytes();
    reader.end();
    freeMemory(message.buffer);
    expect(message.length).toBe(0);
    expect(read).toEqual(long);
    expect(() => reader.u8()).toThrow(RangeError);
  });

  test('a result that no buffer holds is an error of our table', () => {
    const writer = new ByteWriter();
    const large = Object.defineProperty(new Uint8Array(0), 'length', { value: 2 ** 53 - 1 });
    expect(() => writer.bytes(large)).toThrow(expect.objectContaining({ code: 'TOS_CAPACITY' }));
  });

  test('values are forgotten when a run is over', () => {
    const recent = new RecentValues();
    recent.set(1, 5n);
    for (let i = 0; i < CLAIM_COUNT; i++) recent.turn();
    recent.set(2, long);
    recent.clear();
    expect([recent.get(1), recent.get(2)]).toEqual([undefined, undefined]);
  });
});
