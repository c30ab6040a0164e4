import type { KeptTransaction } from '@tos/chain';
import { blake3 } from '@tos/crypto';
import { compareBytes } from '@tos/state';

// Magic and version (8 bytes), number of transactions u32, then of each: first seen u64 (milliseconds since 1970), size u32, wire bytes;
// at the end BLAKE3 of everything before. Integers are big-endian.
const MAGIC = new TextEncoder().encode('TOSPOOL1');
const HEAD_SIZE = MAGIC.length + 4;
const ROW_HEAD_SIZE = 12;
const CHECK_SIZE = 32;

/** The waiting transactions of a mempool as bytes. */
export function encodeMempool(transactions: readonly KeptTransaction[]): Uint8Array {
  const size = transactions.reduce((sum, { wire }) => sum + ROW_HEAD_SIZE + wire.length, HEAD_SIZE);
  const bytes = new Uint8Array(size + CHECK_SIZE);
  const view = new DataView(bytes.buffer);
  bytes.set(MAGIC);
  view.setUint32(MAGIC.length, transactions.length);
  let at = HEAD_SIZE;
  for (const { firstSeen, wire } of transactions) {
    view.setBigUint64(at, BigInt(firstSeen));
    view.setUint32(at + 8, wire.length);
    bytes.set(wire, at + ROW_HEAD_SIZE);
    at += ROW_HEAD_SIZE + wire.length;
  }
  bytes.set(blake3(bytes.subarray(0, size)), size);
  return bytes;
}

/** The transactions in such bytes; null for bytes that are cut, damaged, or of another format. */
export function decodeMempool(bytes: Uint8Array): KeptTransaction[] | null {
  const size = bytes.length - CHECK_SIZE;
  if (size < HEAD_SIZE || compareBytes(bytes.subarray(0, MAGIC.length), MAGIC) !== 0) return null;
  if (compareBytes(blake3(bytes.subarray(0, size)), bytes.subarray(size)) !== 0) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, size);
  const transactions: KeptTransaction[] = [];
  let at = HEAD_SIZE;
  for (let left = view.getUint32(MAGIC.length); left > 0; left--) {
    if (at + ROW_HEAD_SIZE > size) return null;
    const firstSeen = Number(view.getBigUint64(at));
    const end = at + ROW_HEAD_SIZE + view.getUint32(at + 8);
    if (end > size || !Number.isSafeInteger(firstSeen)) return null;
    transactions.push({ firstSeen, wire: new Uint8Array(bytes.subarray(at + ROW_HEAD_SIZE, end)) });
    at = end;
  }
  return at === size ? transactions : null;
}
