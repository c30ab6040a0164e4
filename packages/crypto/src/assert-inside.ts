import { argumentError } from '@tos/protocol/errors';

/** @throws TOS_INVALID_ARGUMENT unless a part of record `i` lies inside the bytes of its records */
export function assertInside(part: string, i: number, offset: number, length: number, bytes: Uint8Array): void {
  // The sum of two u32 is exact in a double.
  if (offset + length <= bytes.length) return;
  const expected = `the ${part} of record ${i} inside ${bytes.length} bytes`;
  const received = `${length} bytes at ${offset}`;
  const problem = `The ${part} of record ${i} is ${received}, but must be inside ${bytes.length} bytes.`;
  throw argumentError('records', expected, received, problem);
}
