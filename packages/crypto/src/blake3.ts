import { blake3 as noble } from '@noble/hashes/blake3.js';
import { type Blake3Module, startBlake3Module } from './wasm/blake3-module.ts';

let module: Blake3Module | undefined;
let isStarted = false;

/**
 * BLAKE3-256 of the parts one after the other: 32 bytes. The hash of transactions, blocks and names (protocol.md §3.7).
 *
 * In WebAssembly, started on first use; noble's, where there is none, takes eight times as long (13 us for a transfer).
 */
export function blake3(...parts: Uint8Array[]): Uint8Array {
  if (!isStarted) {
    module = startBlake3Module();
    isStarted = true;
  }
  if (module === undefined) return withNoble(parts);
  module.begin();
  for (const part of parts) module.update(part);
  return module.finish();
}

function withNoble(parts: readonly Uint8Array[]): Uint8Array {
  const hash = noble.create();
  for (const part of parts) hash.update(part);
  return hash.digest();
}
