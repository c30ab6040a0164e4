import { bytesToHex } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeSequence, decodeTransaction, encodeTransaction, type Transaction } from '../src/index.ts';
import { transactionFromJson, transactionToJson } from '../src/json/index.ts';
import { payloads, transactionOf } from './arbitrary-transaction.ts';
import { mutated, seededRandom } from './mutate-wire.ts';
import { outcome } from './outcome.ts';

// 200,000 inputs: mutated wires of every type. A wire that decodes must encode to the same bytes; every other must be refused with one code.

const INPUTS = 200_000 * Number(process.env['TOS_TEST_FACTOR'] ?? 1);
const names = Object.keys(payloads);
const SEED = Number(process.env['TOS_TEST_SEED'] ?? Date.now() % 2 ** 31);
/** A decoder holds on to far less than this between two collections of garbage: a transaction has at most 1 MiB. */
const MEMORY_BOUND = 512 * 2 ** 20;

const wires = names.flatMap((name) =>
  fc.sample(transactionOf(payloads[name]!), { numRuns: 40, seed: SEED }).map(encodeTransaction),
);

// A refusal is an exception, and an exception with vitest's 100 frames costs more than the decoding.
Error.stackTraceLimit = 3;

describe(`seed ${SEED}`, () => {
  test.each(names)('%s: mutated wires are refused, or are exactly what was decoded', { timeout: 3_600_000 }, (name) => {
    const first = names.indexOf(name) * 40;
    const random = seededRandom(SEED + first);
    const before = process.memoryUsage().rss;
    let accepted = 0;
    for (let n = 0; n < INPUTS / names.length; n++) {
      const wire = mutated(wires[first + random(40)]!, wires[random(wires.length)]!, random);
      if (isDecodedExactly(wire, n % 16 === 0)) accepted++;
      if (n % 4 === 0) expectSequenceAgrees(wire);
      if (n % 1024 === 0) expect(process.memoryUsage().rss - before, `input ${n}`).toBeLessThan(MEMORY_BOUND);
    }
    expect(accepted, 'some mutations hit amounts and keys').toBeGreaterThan(0);
  });
});

/** Returns false when the wire is refused. @throws for any other exception, and when the decoded transaction encodes to other bytes */
function isDecodedExactly(wire: Uint8Array, alsoJson: boolean): boolean {
  let decoded: Transaction | undefined;
  const result = outcome(() => {
    decoded = decodeTransaction(wire);
  });
  // `expect` is called only where something is wrong: it costs more than the decoder.
  if (decoded === undefined) {
    if (result !== 'TOS_INVALID_FORMAT') expect(result, bytesToHex(wire)).toBe('TOS_INVALID_FORMAT');
    return false;
  }
  const again = encodeTransaction(decoded);
  if (!areEqual(again, wire)) expect(bytesToHex(again)).toBe(bytesToHex(wire));
  if (alsoJson && !areEqual(encodeTransaction(transactionFromJson(transactionToJson(decoded))), wire)) {
    expect(transactionFromJson(transactionToJson(decoded)), bytesToHex(wire)).toEqual(decoded);
  }
  return true;
}

/** A sequence of one transaction decodes as the transaction does, unless there are bytes behind it. */
function expectSequenceAgrees(wire: Uint8Array): void {
  let end = -1;
  const sequence = outcome(() => {
    end = decodeSequence(wire, 0, 1).end;
  });
  const alone = outcome(() => decodeTransaction(wire));
  if (sequence !== alone && (sequence !== 'accepted' || end === wire.length)) {
    expect(sequence, bytesToHex(wire)).toBe(alone);
  }
}

function areEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, n) => byte === b[n]);
}
