import { TosError } from '@tos/protocol/errors';
import { type WebAssemblyMemory, webAssembly } from '../wasm/web-assembly.ts';

/** The exports of assembly/load-signer.ts, whose comments describe them. Addresses and sizes are u32, as JavaScript numbers. */
export interface SignerModule {
  readonly memory: WebAssemblyMemory;
  initialize(keyCount: number): number;
  keySize(): number;
  maxRecords(): number;
  derive(count: number): number;
  reserveInput(bytes: number): number;
  sign(columns: number, count: number, out: number): void;
}

/** Starts a module of the signer. @throws TOS_INTERNAL on a host without WebAssembly */
export function startSignerModule(binary: Uint8Array): SignerModule {
  const host = webAssembly();
  if (host === undefined) throw new TosError('TOS_INTERNAL', { reason: 'this host has no WebAssembly, or forbids it' });
  const { exports } = new host.Instance(new host.Module(binary), {});
  if (isSigner(exports)) return exports;
  throw new TosError('TOS_INTERNAL', { reason: 'The WebAssembly module is not the signer.' });
}

function isSigner(exports: object): exports is SignerModule {
  return 'memory' in exports && 'initialize' in exports && 'derive' in exports && 'sign' in exports;
}
