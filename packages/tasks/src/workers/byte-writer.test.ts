import { expect, test, vi } from 'vitest';
import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';

const { limit } = vi.hoisted(() => ({ limit: 10_000 }));

// A small limit stands in for the largest buffer of Node, which is 4 GiB with Node 20: copying that much would take seconds.
vi.mock('node:buffer', async (original) => ({ ...(await original<object>()), constants: { MAX_LENGTH: limit } }));

test('a message that fits into the largest buffer is written, though twice what was there before it does not fit', () => {
  const alloc = vi.spyOn(Buffer, 'alloc');
  const parts = [3000, 3000, 3000].map((length, i) => new Uint8Array(length).fill(i));
  const writer = new ByteWriter();
  for (const part of parts) writer.bytes(part);
  const sizes = alloc.mock.calls.map(([size]) => size);
  alloc.mockRestore();

  expect(Math.max(...sizes)).toBe(limit);
  const reader = new ByteReader();
  reader.open(writer.written);
  expect(parts.map(() => reader.bytes())).toEqual(parts);
});
