import { randomBytes } from '@noble/hashes/utils.js';
import { TosError } from '@tos/protocol';
import { type WebAssemblyMemory, webAssembly } from './web-assembly.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** What assembly/index.ts exports; its comments say what each does. Addresses and sizes are u32, as JavaScript numbers. */
export interface WasmModule {
  readonly memory: WebAssemblyMemory;
  initialize(cacheBytes: number, seed0: bigint, seed1: bigint): number;
  reserveInput(bytes: number): number;
  verify(bytes: number, columns: number, count: number, verdicts: number, maxBuilds: number): void;
  verifiedCold(): bigint;
  verifiedWarm(): bigint;
  tablesBuilt(): bigint;
  tablesEvicted(): number;
  smallTables(): number;
  largeTables(): number;
  tableBytes(): number;
}

/**
 * Starts a module of the verifier with a cache of its own and a seed of its own for the hash of keys.
 * @throws TOS_INTERNAL when there is no WebAssembly, or not the memory
 */
export function startWasmModule(binary: Uint8Array, cacheBytes: number): WasmModule {
  const host = webAssembly();
  if (host === undefined) throw new TosError('TOS_INTERNAL', { reason: 'This host has no WebAssembly.' });
  const { exports } = new host.Instance(new host.Module(binary), {});
  assertModule(exports);
  const [seed0, seed1] = new BigUint64Array(randomBytes(16).buffer);
  if (exports.initialize(cacheBytes, seed0!, seed1!) === 0) {
    throw new TosError('TOS_INTERNAL', { reason: `No memory for a verifier with a cache of ${cacheBytes} bytes.` });
  }
  return exports;
}

function assertModule(exports: object): asserts exports is WasmModule {
  if (!('memory' in exports && 'initialize' in exports && 'reserveInput' in exports && 'verify' in exports)) {
    throw new TosError('TOS_INTERNAL', { reason: 'The WebAssembly module is not the verifier.' });
  }
}

/** The bytes of a binary of `generated/`, which is base64. By hand, because this is on every thread's way to its first verdict. */
export function decodeBinary(text: string): Uint8Array {
  const values = new Uint8Array(128);
  for (let i = 0; i < ALPHABET.length; i++) values[ALPHABET.charCodeAt(i)] = i;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const bytes = new Uint8Array((text.length >> 2) * 3);
  for (let i = 0, at = 0; i < text.length; i += 4, at += 3) {
    const bits =
      (values[text.charCodeAt(i)]! << 18) |
      (values[text.charCodeAt(i + 1)]! << 12) |
      (values[text.charCodeAt(i + 2)]! << 6) |
      values[text.charCodeAt(i + 3)]!;
    bytes[at] = bits >> 16;
    bytes[at + 1] = bits >> 8;
    bytes[at + 2] = bits;
  }
  return bytes.subarray(0, bytes.length - padding);
}
