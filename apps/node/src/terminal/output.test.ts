import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Output } from './output.ts';
import type { Sink } from './sink.ts';

/** A sink that the test controls. */
class Reader implements Sink {
  text = '';
  readonly endsWithError: boolean;
  #bytes: Uint8Array | undefined;
  #done: Parameters<Sink['write']>[1] = () => undefined;

  constructor(endsWithError: boolean) {
    this.endsWithError = endsWithError;
  }

  /** The bytes that it was offered and has not answered. */
  get offered(): string | undefined {
    return this.#bytes && new TextDecoder().decode(this.#bytes);
  }

  write(bytes: Uint8Array, done: Parameters<Sink['write']>[1]): void {
    if (this.#bytes !== undefined) throw new Error('two writes at the same time');
    this.#bytes = bytes;
    this.#done = done;
  }

  answer(error: Error | null, taken = this.#bytes?.length ?? 0): void {
    if (this.#bytes === undefined) throw new Error('nothing is offered');
    this.text += new TextDecoder().decode(this.#bytes.subarray(0, taken));
    this.#bytes = undefined;
    this.#done(error, taken);
  }

  takeAll(): void {
    while (this.#bytes !== undefined) this.answer(null);
  }
}

const plain = { isTerminal: false, rewritesLines: false, hasColours: false };
const never = new AbortController().signal;
const full = new Error('ENOSPC: no space left on device');

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** Whether the promise has settled by now. */
async function hasEnded(end: Promise<void>): Promise<boolean> {
  let ended = false;
  void end.then(() => {
    ended = true;
  });
  await vi.advanceTimersByTimeAsync(0);
  return ended;
}

test('what a slow reader has not taken waits, and the end waits for it', async () => {
  const reader = new Reader(true);
  const output = new Output(reader, plain);
  const lines = Array.from({ length: 5000 }, (_, i) => `line ${i} ä`);
  for (const line of lines) output.print(line);
  const end = output.end(never);
  for (let i = 0; i < 10; i++) {
    await vi.advanceTimersByTimeAsync(59_000);
    expect(await hasEnded(end)).toBe(false);
    // It may also take a part of the bytes that it is offered.
    reader.answer(null, 100);
  }
  reader.takeAll();
  expect(await hasEnded(end)).toBe(true);
  expect(reader.text).toBe(`${lines.join('\n')}\n`);
});

test('a reader that takes nothing at the end is waited for a minute, and two seconds after a signal', async () => {
  for (const [isStopped, patience] of [
    [false, 60_000],
    [true, 2000],
  ] as const) {
    const stop = new AbortController();
    const output = new Output(new Reader(true), plain);
    output.print('a');
    const end = output.end(stop.signal);
    if (isStopped) {
      await vi.advanceTimersByTimeAsync(30_000);
      stop.abort();
    }
    await vi.advanceTimersByTimeAsync(patience - 500);
    expect(await hasEnded(end), `stopped: ${isStopped}`).toBe(false);
    await vi.advanceTimersByTimeAsync(1000);
    expect(await hasEnded(end), `stopped: ${isStopped}`).toBe(true);
  }
});

test('a reader that never takes anything costs a bounded memory, and the newest lines are kept', () => {
  const reader = new Reader(true);
  const output = new Output(reader, plain);
  const line = 'x'.repeat(1 << 16);
  for (let i = 0; i < 300; i++) output.print(`${i} ${line}`);
  output.print('the end');
  reader.takeAll();
  const heads = [...reader.text.matchAll(/^(\d+) x/gm)].map(([, number]) => Number(number));
  // The first line was being written.
  expect(heads[0]).toBe(0);
  expect(heads.slice(1)).toEqual(Array.from({ length: heads.length - 1 }, (_, i) => 301 - heads.length + i));
  expect(reader.text).toContain(`\n(${300 - heads.length} lines left out: nobody took them)\n`);
  expect(reader.text).toMatch(/\nthe end\n$/);
  expect(reader.text.length).toBeLessThan(17 << 20);
});

test('a reader that has gone wants nothing more', async () => {
  const reader = new Reader(true);
  const output = new Output(reader, plain);
  const failures: Error[] = [];
  output.onFailure((error) => failures.push(error));
  for (let i = 0; i < 1000; i++) output.print('a');
  reader.answer(new Error('EPIPE'), 0);
  output.print('b');
  expect(reader.offered).toBeUndefined();
  expect(await hasEnded(output.end(never))).toBe(true);
  expect([output.failure, failures]).toEqual([undefined, []]);
});

test('what a full disk has not taken is written when there is room again, no line torn', async () => {
  const reader = new Reader(false);
  const output = new Output(reader, plain);
  const failures: Error[] = [];
  output.onFailure((error) => failures.push(error));
  output.print('first');
  reader.answer(full, 3);
  for (let second = 0; second < 5; second++) {
    await vi.advanceTimersByTimeAsync(1000);
    reader.answer(full, 0);
  }
  output.print('second');
  reader.takeAll();
  expect(reader.text).toBe('first\nsecond\n');
  expect(failures).toEqual([full]);
  expect(output.failure).toBeUndefined();

  output.print('third');
  reader.answer(full, 0);
  expect(failures).toEqual([full, full]);
  // `end` tries once more, and does not wait for the disk.
  const end = output.end(never);
  expect(await hasEnded(end)).toBe(false);
  reader.answer(full, 0);
  expect(await hasEnded(end)).toBe(true);
  expect(output.failure).toBe(full);
});
