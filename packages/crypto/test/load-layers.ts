import { compile } from '../assembly/compile.mjs';
import { type WebAssemblyMemory, webAssembly } from '../src/wasm/web-assembly.ts';

type Address = number;

/** The exports of assembly/layers.ts. */
export interface Layers {
  readonly memory: WebAssemblyMemory;
  start(): Address;
  lanes(): number;
  pointSize(): number;
  elementSize(): number;
  multiply(out: Address, f: Address, g: Address): void;
  square(out: Address, f: Address): void;
  add(out: Address, f: Address, g: Address): void;
  subtract(out: Address, f: Address, g: Address): void;
  invert(out: Address, f: Address): void;
  inverseSquareRoot(out: Address, f: Address): bigint;
  fromBytes(out: Address, lane: number, bytes: Address): void;
  toBytes(bytes: Address, f: Address, lane: number): void;
  isNegative(f: Address): bigint;
  isZero(f: Address): bigint;
  select(out: Address, f: Address, g: Address, mask: bigint): void;
  negateWhere(out: Address, f: Address, mask: bigint): void;
  isScalar(bytes: Address): number;
  halve(out: Address, bytes: Address): void;
  toDigits(out: Address, bytes: Address, width: number): void;
  reduceWide(out: Address, bytes: Address): void;
  isZeroScalar(a: Address): number;
  multiplyAdd(out: Address, a: Address, b: Address, c: Address): void;
  invertScalar(out: Address, a: Address): void;
  decode(point: Address, bytes0: Address, bytes1: Address): bigint;
  setIdentity(point: Address): void;
  beginCompression(): void;
  prepareCompression(kept: Address, point: Address): void;
  invertCompression(): void;
  finishCompression(bytes: Address, kept: Address): void;
  combSize(width: number, spacing: number): number;
  makeComb(table0: Address, table1: Address, point: Address, width: number, spacing: number): void;
  finishTables(): void;
  multiplyComb(
    acc: Address,
    table0: Address,
    digits0: Address,
    table1: Address,
    digits1: Address,
    width: number,
    spacing: number,
  ): void;
  beginHash(): void;
  absorb(block0: Address, block1: Address): void;
  digest(out: Address, lane: number): void;
}

export interface LoadedLayers {
  readonly layers: Layers;
  /** The address of 4 MiB into which tests may write. */
  readonly scratch: Address;
  readonly bytes: Uint8Array;
  readonly limbs: Int32Array;
}

export async function loadLayers(flavour: 'simd' | 'scalar'): Promise<LoadedLayers> {
  const binary = await compile({ entry: 'layers.ts', flavour, optimize: false });
  const host = webAssembly();
  if (host === undefined) throw new Error('no WebAssembly');
  const { exports } = new host.Instance(new host.Module(binary), {});
  assertLayers(exports);
  const scratch = exports.start();
  const { buffer } = exports.memory;
  return { layers: exports, scratch, bytes: new Uint8Array(buffer), limbs: new Int32Array(buffer) };
}

function assertLayers(exports: object): asserts exports is Layers {
  if (!('memory' in exports && 'start' in exports)) throw new Error('not the layers of the verifier');
}
