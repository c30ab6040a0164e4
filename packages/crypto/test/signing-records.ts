import { encodeScalar, L } from '../src/group.ts';
import type { SigningRecords } from '../src/load-signer/signing-records.ts';

/** Private keys at the ends of the scalars, and beyond them, where they are reduced. */
export const edgeKeys: readonly Uint8Array[] = [
  ...[1n, 2n, 3n, L - 1n, L - 2n, (L - 1n) / 2n, (L + 1n) / 2n, 2n ** 251n, 2n ** 252n, 2n ** 252n - 1n],
  ...[L + 1n, 2n * L - 1n, 2n * L + 1n, 2n ** 255n, 2n ** 256n - 1n],
  ...[2n ** 64n, 2n ** 128n - 1n, 2n ** 192n + 1n],
].map(encodeScalar);

/** Lays messages out in one buffer with gaps, every second one after the place of its signature. @returns also a copy of the bytes */
export function layOutMessages(
  messages: readonly Uint8Array[],
  keyOf: (i: number) => number,
): { readonly records: SigningRecords; readonly before: Uint8Array } {
  const count = messages.length;
  const bytes = new Uint8Array(messages.reduce((sum, { length }) => sum + length + 70, 3)).fill(0xa5);
  const column = (): Uint32Array => new Uint32Array(count);
  const [key, messageOffset, messageLength, signature] = [column(), column(), column(), column()];
  let at = 3;
  messages.forEach((message, i) => {
    key[i] = keyOf(i);
    messageLength[i] = message.length;
    signature[i] = i % 2 === 0 ? at + message.length + 1 : at;
    messageOffset[i] = i % 2 === 0 ? at : at + 65;
    bytes.set(message, messageOffset[i]);
    at += message.length + 70;
  });
  return { records: { bytes, count, key, messageOffset, messageLength, signature }, before: bytes.slice() };
}
