import { randomBytes } from '@noble/hashes/utils.js';
import { TosError } from '@tos/protocol/errors';
import { type WebAssemblyMemory, webAssembly } from './web-assembly.ts';

/** The exports of assembly/index.ts, whose comments describe them. Addresses and sizes are u32, as JavaScript numbers. */
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
 * Starts a module of the verifier. Each module has a cache of its own and a random seed for the hash of keys.
 * @throws TOS_INTERNAL on a host without WebAssembly, or without memory for the cache
 */
export function startWasmModule(binary: Uint8Array, cacheBytes: number): WasmModule {
  const host = webAssembly();
  if (host === undefined) throw new TosError('TOS_INTERNAL', { reason: 'this host has no WebAssembly, or forbids it' });
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
