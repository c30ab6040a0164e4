import { blake3 as noble } from '@noble/hashes/blake3.js';
import { assertBytes, isBytes } from '@tos/protocol/arguments';
import { type Blake3Module, startBlake3Module } from './wasm/blake3-module.ts';

let module: Blake3Module | undefined;
let isStarted = false;

/**
 * BLAKE3-256 of the concatenated parts: 32 bytes. It is the hash of transactions, blocks and names (docs/protocol.md §3.7).
 *
 * It runs in WebAssembly, which starts on first use. Without WebAssembly it is noble's, which takes eight times as long (13 us for a transfer,
 * docs/measurements.md §5).
 * @throws TOS_INVALID_ARGUMENT for a part that is not bytes
 */
export function blake3(...parts: Uint8Array[]): Uint8Array {
  // assertBytes is called for a wrong part only, because its argument is a text that must be made.
  for (let i = 0; i < parts.length; i++) if (!isBytes(parts[i])) assertBytes(parts[i], `parts[${i}]`);
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
