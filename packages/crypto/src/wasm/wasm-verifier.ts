import { assertBytes, assertInteger, assertObject, assertOneOf } from '@tos/protocol/arguments';
import { argumentError, TosError } from '@tos/protocol/errors';
import { scalarBinary, simdBinary } from '../generated/verifier-binaries.ts';
import {
  checkVerificationRecords,
  type SignatureVerifier,
  Verdict,
  type VerificationRecords,
} from '../signature-verifier.ts';
import { PUBLIC_KEY_SIZE, SIGNATURE_SIZE } from '../sizes.ts';
import { decodeBinary } from './decode-binary.ts';
import { detectSimd } from './detect-simd.ts';
import { startWasmModule, type WasmModule } from './wasm-module.ts';

export interface WasmVerifierOptions {
  /** `simd` needs a machine with vectors of 128 bits; `auto` (default) takes `simd` on such a machine, else `scalar`. */
  readonly flavour?: 'simd' | 'scalar' | 'auto';
  /** The maximum of bytes for the cache: the tables of senders seen before, and their index. 0: no cache. @default 8 MiB */
  readonly cacheBytes?: number;
  /** The maximum of tables that are built per 1,024 records. @default 1024 */
  readonly maxBuilds?: number;
}

/** Counters since the start. */
export interface WasmVerifierStats {
  /** Signatures verified without a table of their key, and with one. */
  readonly cold: number;
  readonly warm: number;
  readonly tablesBuilt: number;
  readonly tablesEvicted: number;
  /** The tables of 8,192 and of 26,624 bytes that the cache holds now, and their bytes. */
  readonly smallTables: number;
  readonly largeTables: number;
  readonly tableBytes: number;
  /** Bytes of the module's whole memory. */
  readonly memoryBytes: number;
}

export interface WasmVerifier extends SignatureVerifier {
  readonly name: 'wasm-simd' | 'wasm-scalar';
  stats(): WasmVerifierStats;
}

export const DEFAULT_CACHE_BYTES: number = 8 << 20;

/** Records per call of the module; the records of a call share inversions and the building of tables. */
const MAX_RECORDS = 1024;
/**
 * Bytes within which the records of one call lie, and which are copied together: a block has at most 1.25 MB, and 1,024 transfers have
 * 240 kB.
 */
const MAX_SPAN = 1 << 19;
const COLUMN_BYTES = 4 * Uint32Array.BYTES_PER_ELEMENT;

/**
 * The verifier in WebAssembly. It starts synchronously, in about 15 ms, and works in this thread. Each verifier has a memory and a cache of
 * its own.
 * @throws TOS_INVALID_ARGUMENT for `simd` on a machine without vectors, and for sizes out of range; TOS_INTERNAL without WebAssembly or memory
 */
export function createWasmVerifier(options: WasmVerifierOptions = {}): WasmVerifier {
  assertWasmOptions(options);
  const { flavour = 'auto', cacheBytes = DEFAULT_CACHE_BYTES, maxBuilds = MAX_RECORDS } = options;
  const hasSimd = flavour !== 'scalar' && detectSimd();
  if (flavour === 'simd' && !hasSimd) {
    throw argumentError('flavour', "'scalar' or 'auto' where WebAssembly has no SIMD", 'simd');
  }
  const binary = decodeBinary(hasSimd ? simdBinary : scalarBinary);
  return createVerifierOfBinary(binary, hasSimd ? 'wasm-simd' : 'wasm-scalar', { cacheBytes, maxBuilds });
}

/** @throws TOS_INVALID_ARGUMENT */
export function assertWasmOptions(options: WasmVerifierOptions): void {
  assertObject(options, 'options');
  const { flavour, cacheBytes, maxBuilds } = options;
  if (flavour !== undefined) assertOneOf(flavour, 'flavour', ['simd', 'scalar', 'auto']);
  if (cacheBytes !== undefined) assertInteger(cacheBytes, 'cacheBytes', 0, 0x7fff_ffff);
  if (maxBuilds !== undefined) assertInteger(maxBuilds, 'maxBuilds', 0, MAX_RECORDS);
}

/** The verifier of any compiled module: of the package's own, or of a changed one in a test. */
export function createVerifierOfBinary(
  binary: Uint8Array,
  name: WasmVerifier['name'],
  { cacheBytes, maxBuilds }: { readonly cacheBytes: number; readonly maxBuilds: number },
): WasmVerifier {
  const module = startWasmModule(binary, cacheBytes);
  const input = new Input(module, maxBuilds);
  const one = new Uint8Array(1);
  const verify = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean => {
    assertBytes(publicKey, 'publicKey');
    assertBytes(message, 'message');
    assertBytes(signature, 'signature');
    if (publicKey.length !== PUBLIC_KEY_SIZE || signature.length !== SIGNATURE_SIZE) return false;
    input.writeOne(publicKey, message, signature);
    input.verify(1, one, 0);
    return one[0] === Verdict.GOOD;
  };
  return {
    name,
    verify,
    verifyBatch(records, from, to, verdicts) {
      checkVerificationRecords(records, from, to, verdicts);
      for (let i = from; i < to; ) {
        const count = input.write(records, i, to);
        if (count > 0) {
          input.verify(count, verdicts, i);
          i += count;
        } else {
          const { publicKey, message, signature } = partsOf(records, i);
          verdicts[i] = verify(publicKey, message, signature) ? Verdict.GOOD : Verdict.BAD;
          i++;
        }
      }
    },
    stats: () => ({
      cold: Number(module.verifiedCold()),
      warm: Number(module.verifiedWarm()),
      tablesBuilt: Number(module.tablesBuilt()),
      tablesEvicted: module.tablesEvicted(),
      smallTables: module.smallTables(),
      largeTables: module.largeTables(),
      tableBytes: module.tableBytes(),
      memoryBytes: module.memory.buffer.byteLength,
    }),
  };
}

/**
 * The records of one call in the module's memory: columns, verdicts, then the bytes. The records are copied, because a module can read
 * its own memory only. Copying takes 20 ns of the 30 to 90 us of a verification.
 */
class Input {
  readonly #module: WasmModule;
  readonly #maxBuilds: number;
  #address = 0;
  #capacity = 0;
  #columns: Uint32Array = new Uint32Array();
  #verdicts: Uint8Array = new Uint8Array();
  #bytes: Uint8Array = new Uint8Array();

  constructor(module: WasmModule, maxBuilds: number) {
    this.#module = module;
    this.#maxBuilds = maxBuilds;
    this.#reserve(MAX_SPAN);
  }

  /**
   * Writes the longest run of records from `from` on that lies within `MAX_SPAN` bytes.
   * @returns the number of these records; 0 when the first record alone takes more bytes
   */
  write(records: VerificationRecords, from: number, to: number): number {
    const { bytes, key, messageOffset, messageLength, signature } = records;
    const end = Math.min(to, from + MAX_RECORDS);
    let low = bytes.length;
    let high = 0;
    let next = from;
    for (; next < end; next++) {
      // An empty message may have any offset, which must not widen the span.
      const isEmpty = messageLength[next] === 0;
      const message = isEmpty ? key[next]! : messageOffset[next]!;
      const first = Math.min(low, key[next]!, signature[next]!, message);
      const last = Math.max(
        high,
        key[next]! + PUBLIC_KEY_SIZE,
        signature[next]! + SIGNATURE_SIZE,
        message + messageLength[next]!,
      );
      if (last - first > MAX_SPAN) break;
      low = first;
      high = last;
    }
    const count = next - from;
    if (count === 0) return 0;
    this.#bytes.set(bytes.subarray(low, high));
    const columns = this.#columns;
    for (let i = 0; i < count; i++) {
      const length = messageLength[from + i]!;
      columns[i] = key[from + i]! - low;
      columns[count + i] = length === 0 ? 0 : messageOffset[from + i]! - low;
      columns[2 * count + i] = length;
      columns[3 * count + i] = signature[from + i]! - low;
    }
    return count;
  }

  writeOne(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): void {
    this.#reserve(PUBLIC_KEY_SIZE + SIGNATURE_SIZE + message.length);
    this.#bytes.set(publicKey);
    this.#bytes.set(signature, PUBLIC_KEY_SIZE);
    this.#bytes.set(message, PUBLIC_KEY_SIZE + SIGNATURE_SIZE);
    this.#columns[0] = 0;
    this.#columns[1] = PUBLIC_KEY_SIZE + SIGNATURE_SIZE;
    this.#columns[2] = message.length;
    this.#columns[3] = PUBLIC_KEY_SIZE;
  }

  /** Verifies the `count` records that were written last, and writes their verdicts to `verdicts` from `at` on. */
  verify(count: number, verdicts: Uint8Array, at: number): void {
    const columns = this.#address;
    const verdictsAt = columns + MAX_RECORDS * COLUMN_BYTES;
    this.#module.verify(verdictsAt + MAX_RECORDS, columns, count, verdictsAt, this.#maxBuilds);
    for (let i = 0; i < count; i++) verdicts[at + i] = this.#verdicts[i]!;
  }

  /** Makes room for `bytes` bytes of records. */
  #reserve(bytes: number): void {
    if (bytes <= this.#capacity) return;
    const fixed = MAX_RECORDS * (COLUMN_BYTES + 1);
    const address = this.#module.reserveInput(fixed + bytes);
    if (address === 0) throw new TosError('TOS_INTERNAL', { reason: `No memory for ${bytes} bytes of records.` });
    this.#address = address;
    this.#capacity = bytes;
    // When the memory grows, it has a new buffer, and the old one is detached.
    const { buffer } = this.#module.memory;
    this.#columns = new Uint32Array(buffer, address, (MAX_RECORDS * COLUMN_BYTES) / 4);
    this.#verdicts = new Uint8Array(buffer, address + MAX_RECORDS * COLUMN_BYTES, MAX_RECORDS);
    this.#bytes = new Uint8Array(buffer, address + fixed, bytes);
  }
}

function partsOf({ bytes, key, messageOffset, messageLength, signature }: VerificationRecords, i: number) {
  return {
    publicKey: bytes.subarray(key[i]!, key[i]! + PUBLIC_KEY_SIZE),
    message: bytes.subarray(messageOffset[i]!, messageOffset[i]! + messageLength[i]!),
    signature: bytes.subarray(signature[i]!, signature[i]! + SIGNATURE_SIZE),
  };
}
