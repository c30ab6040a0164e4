import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { blake3 } from '@tos/crypto';
import { encodeU64Record } from '@tos/state';
import type { ExportedState } from './export-state.ts';

/**
 * The digest that the suite compares: 64 hex digits. It covers the global numbers and the accounts only, sorted by address; the
 * node's own digest (`stateDigest`) covers every record. Source: docs/protocol.md §4.7.
 */
export function harnessDigest({ global_state: global, accounts }: ExportedState): string {
  const head = [global.total_supply, global.total_burned, global.total_energy, global.block_height, global.timestamp];
  const sorted = accounts.toSorted((a, b) => (a.address < b.address ? -1 : 1));
  const body = sorted.flatMap(({ address, balance, nonce, frozen, energy, flags, data }) => {
    const bytes = hexToBytes(data);
    const numbers = [balance, nonce, frozen, energy, flags, BigInt(bytes.length)];
    return [hexToBytes(address), ...numbers.map(encodeU64Record), bytes];
  });
  const parts = [...head.map(encodeU64Record), ...body];
  // The parts are concatenated, because a state may have more accounts than the stack has room for arguments.
  const message = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    message.set(part, at);
    at += part.length;
  }
  return bytesToHex(blake3(message));
}
