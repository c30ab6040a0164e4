import { blake3 as noble } from '@noble/hashes/blake3.js';

/** BLAKE3-256 of the parts one after the other: 32 bytes. The hash of transactions, blocks and names (protocol.md §3.7). */
export function blake3(...parts: Uint8Array[]): Uint8Array {
  const hash = noble.create();
  for (const part of parts) hash.update(part);
  return hash.digest();
}
