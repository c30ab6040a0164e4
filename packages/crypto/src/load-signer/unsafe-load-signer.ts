import { assertBytes, assertList } from '@tos/protocol/arguments';
import { argumentError, TosError } from '@tos/protocol/errors';
import { scalarBinary, simdBinary } from '../generated/load-signer-binaries.ts';
import { PRIVATE_KEY_SIZE, PUBLIC_KEY_SIZE, SIGNATURE_SIZE } from '../sizes.ts';
import { decodeBinary } from '../wasm/decode-binary.ts';
import { detectSimd } from '../wasm/detect-simd.ts';
import { type SignerModule, startSignerModule } from './signer-module.ts';
import { checkSigningRecords, type SigningRecords } from './signing-records.ts';

/** Signs with keys that everybody knows. NOT FOR WALLETS: see `createUnsafeLoadSigner`. */
export interface UnsafeLoadSigner {
  /** 32 bytes each, in the order of the private keys. */
  readonly publicKeys: readonly Uint8Array[];
  /**
   * Signs the messages of the records, and writes each signature to its place in `records.bytes`. A signature equals that of `sign` with
   * `nonce: 'deterministic'`, byte for byte.
   * @throws TOS_INVALID_ARGUMENT before any work, for columns of other types and records outside of the bytes or keys
   */
  sign(records: SigningRecords): void;
}

/** The most keys: they take 96 bytes each. */
const MAX_KEYS = 1 << 20;

/**
 * UNSAFE: a signer for load tests, whose private keys are PUBLIC. Its time and its memory accesses depend on the private keys, and the keys stay
 * in its memory, so that whoever measures it learns them. Wallets, and whoever else has keys to keep, sign with `sign`.
 *
 * It works in WebAssembly with a table of H, in this thread, and starts synchronously.
 * @param privateKeys 32 bytes each, as for `createKeyPair`
 * @throws TOS_INVALID_ARGUMENT for a private key of another size, and for 0 and multiples of the order of the group; TOS_INTERNAL without
 * WebAssembly or memory
 */
export function createUnsafeLoadSigner(privateKeys: readonly Uint8Array[]): UnsafeLoadSigner {
  return createSignerOfBinary(decodeBinary(detectSimd() ? simdBinary : scalarBinary), privateKeys);
}

/** The signer of any compiled module: of the package's own, or of a changed one in a test. */
export function createSignerOfBinary(binary: Uint8Array, privateKeys: readonly Uint8Array[]): UnsafeLoadSigner {
  assertList(privateKeys, 'privateKeys', MAX_KEYS);
  privateKeys.forEach((key, i) => {
    assertBytes(key, `privateKeys[${i}]`, PRIVATE_KEY_SIZE);
  });
  const module = startSignerModule(binary);
  const publicKeys = deriveKeys(module, privateKeys);
  const batch = new SigningBatch(module);
  return {
    publicKeys,
    sign(records) {
      checkSigningRecords(records, publicKeys.length);
      for (let i = 0; i < records.count; ) i += batch.sign(records, i);
    },
  };
}

/** Writes the private keys into the module. @returns copies of their public keys */
function deriveKeys(module: SignerModule, privateKeys: readonly Uint8Array[]): Uint8Array[] {
  const address = module.initialize(privateKeys.length);
  if (address === 0) throw new TosError('TOS_INTERNAL', { reason: `No memory for ${privateKeys.length} keys.` });
  const size = module.keySize();
  const keys = new Uint8Array(module.memory.buffer, address, size * privateKeys.length);
  privateKeys.forEach((key, i) => {
    keys.set(key, size * i);
  });
  const wrong = module.derive(privateKeys.length);
  if (wrong >= 0) {
    const expected = '32 bytes that are no multiple of the order of the group';
    throw argumentError(`privateKeys[${wrong}]`, expected, '0, or a multiple of the order of the group');
  }
  return privateKeys.map((_, i) => keys.slice(size * (i + 1) - PUBLIC_KEY_SIZE, size * (i + 1)));
}

/** Key, address and length of a message. */
const COLUMNS = 3;
/** Bytes of messages that are signed together, unless one message has more: 1,024 transfers have 171 kB. */
const MESSAGE_BYTES = 1 << 18;

/** The records of one call in the module's memory: columns, signatures, messages. */
class SigningBatch {
  readonly #module: SignerModule;
  readonly #most: number;
  #address = 0;
  #capacity = 0;
  #columns: Uint32Array = new Uint32Array();
  #signatures: Uint8Array = new Uint8Array();
  #messages: Uint8Array = new Uint8Array();

  constructor(module: SignerModule) {
    this.#module = module;
    this.#most = module.maxRecords();
    this.#reserve(MESSAGE_BYTES);
  }

  /** Signs the records from `from` on that one call can take. @returns their number, at least 1 */
  sign(records: SigningRecords, from: number): number {
    const { bytes, key, messageOffset, messageLength, signature } = records;
    const most = Math.min(records.count - from, this.#most);
    let count = 0;
    let size = 0;
    while (count < most && (count === 0 || size + messageLength[from + count]! <= MESSAGE_BYTES)) {
      size += messageLength[from + count]!;
      count++;
    }
    this.#reserve(size);
    let at = 0;
    for (let i = 0; i < count; i++) {
      const [offset, length] = [messageOffset[from + i]!, messageLength[from + i]!];
      this.#messages.set(bytes.subarray(offset, offset + length), at);
      this.#columns[i] = key[from + i]!;
      this.#columns[count + i] = this.#messages.byteOffset + at;
      this.#columns[2 * count + i] = length;
      at += length;
    }
    this.#module.sign(this.#address, count, this.#signatures.byteOffset);
    for (let i = 0; i < count; i++) {
      const at = i * SIGNATURE_SIZE;
      bytes.set(this.#signatures.subarray(at, at + SIGNATURE_SIZE), signature[from + i]!);
    }
    return count;
  }

  /** Makes room for `bytes` bytes of messages. */
  #reserve(bytes: number): void {
    if (bytes <= this.#capacity) return;
    const columns = this.#most * COLUMNS * Uint32Array.BYTES_PER_ELEMENT;
    const signatures = this.#most * SIGNATURE_SIZE;
    const address = this.#module.reserveInput(columns + signatures + bytes);
    if (address === 0) throw new TosError('TOS_INTERNAL', { reason: `No memory for ${bytes} bytes of messages.` });
    this.#address = address;
    this.#capacity = bytes;
    // When the memory grows, it has a new buffer, and the old one is detached.
    const { buffer } = this.#module.memory;
    this.#columns = new Uint32Array(buffer, address, this.#most * COLUMNS);
    this.#signatures = new Uint8Array(buffer, address + columns, signatures);
    this.#messages = new Uint8Array(buffer, address + columns + signatures, bytes);
  }
}
