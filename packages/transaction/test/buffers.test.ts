import { describe, expect, test } from 'vitest';
import { decodeSequence, encodeTransaction, transactionAt, WireReader, WireWriter, wireAt } from '../src/index.ts';
import { burnSample, examples, transfersSample } from './samples.ts';

// A Buffer is a Uint8Array, but its slice() is a view: bytes must be copied in another way.

const samples = [transfersSample, ...Object.values(examples).map((payload) => ({ ...burnSample, payload }))];

describe('a run in a Buffer, whose memory is used again', () => {
  test.each(samples.map((sample) => [sample.payload.type, sample] as const))('%s', (_, sample) => {
    const wire = encodeTransaction(sample);
    const buffer = Buffer.from([...wire, ...wire]);
    const { batch, end } = decodeSequence(buffer, 0, 2);
    const before = structuredClone(batch);
    buffer.fill(0xff);
    expect(end).toBe(buffer.length);
    expect(batch).toStrictEqual(before);
    expect(wireAt(batch, 1)).toStrictEqual(wire);
    const transaction = transactionAt(batch, 1);
    expect(transaction).toStrictEqual(sample);
    batch.bytes.fill(0xff);
    expect(transaction).toStrictEqual(sample);
  });
});

test('bytes that a reader copies out of a Buffer', () => {
  const buffer = Buffer.from([1, 2, 3]);
  const reader = new WireReader(buffer, 'three bytes');
  reader.u8();
  const bytes = reader.bytes(2);
  buffer.fill(0xff);
  expect(bytes).toStrictEqual(Uint8Array.of(2, 3));
});

test('a writer keeps no Buffer that it was given', () => {
  const writer = new WireWriter();
  const buffer = Buffer.from([1, 2, 3]);
  writer.bytes(buffer);
  buffer.fill(0xff);
  expect(writer.finish()).toStrictEqual(Uint8Array.of(1, 2, 3));
});
