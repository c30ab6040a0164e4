import {
  assertBytes,
  assertObject,
  assertOneOf,
  assertU64,
  TosError,
  u64FromHalves,
  u64High,
  u64Low,
} from '@tos/protocol';
import { domains, type RecordRef, SupplyCounter } from './domain.ts';

export const KEY_SIZE = 32;

/** Asset id of native TOS on the wire: 32 zero bytes. */
export const NATIVE_ASSET: Uint8Array = new Uint8Array(KEY_SIZE);

/** A version of a balance as clients see it. Source: docs/protocol.md §4.2. */
export type Balance =
  | { readonly type: 'input' | 'output'; readonly final: bigint; readonly output: null }
  /** `output`: the balance right after the block's last debit. */
  | { readonly type: 'both'; readonly final: bigint; readonly output: bigint };

// Flags of a balance record: the type, and for `both` also the bit that is set when the output balance follows.
const INPUT = 0;
const OUTPUT = 1;
const BOTH = 2 | 4;

// References keep the bytes that they are given, which must be 32. @throws TOS_INVALID_ARGUMENT for others

export function nonceRef(account: Uint8Array): RecordRef {
  assertBytes(account, 'account', KEY_SIZE);
  return { domain: domains.nonce, key: account };
}

/** @param asset 32 bytes as on the wire; `NATIVE_ASSET` becomes the short key of one byte. */
export function balanceRef(account: Uint8Array, asset: Uint8Array): RecordRef {
  assertBytes(account, 'account', KEY_SIZE);
  assertBytes(asset, 'asset', KEY_SIZE);
  const native = isNativeAsset(asset);
  const key = new Uint8Array(native ? KEY_SIZE + 1 : 2 * KEY_SIZE + 1);
  key.set(account);
  if (!native) {
    key[KEY_SIZE] = 1;
    key.set(asset, KEY_SIZE + 1);
  }
  return { domain: domains.balance, key };
}

export function supplyRef(counter: (typeof SupplyCounter)[keyof typeof SupplyCounter]): RecordRef {
  assertOneOf(counter, 'counter', Object.values(SupplyCounter));
  return { domain: domains.supply, key: Uint8Array.of(counter) };
}

export function energyRef(account: Uint8Array): RecordRef {
  assertBytes(account, 'account', KEY_SIZE);
  return { domain: domains.energy, key: account };
}

/** The value is the module. @param address of the contract, 32 bytes */
export function contractRef(address: Uint8Array): RecordRef {
  assertBytes(address, 'address', KEY_SIZE);
  return { domain: domains.contract, key: address };
}

/** An encrypted balance. The value is a ciphertext of 64 bytes: commitment, then handle. @param asset 32 bytes as on the wire. */
export function shieldedRef(account: Uint8Array, asset: Uint8Array): RecordRef {
  return { domain: domains.shielded, key: balanceRef(account, asset).key };
}

export function isNativeAsset(asset: Uint8Array): boolean {
  return asset.every((byte) => byte === 0);
}

/** Account (32 bytes) of a nonce, balance or multisig key. */
export function accountOfKey(key: Uint8Array): Uint8Array {
  return key.subarray(0, KEY_SIZE);
}

/** Asset (32 bytes, as on the wire) of a balance key. */
export function assetOfKey(key: Uint8Array): Uint8Array {
  return key[KEY_SIZE] === 0 ? NATIVE_ASSET : key.subarray(KEY_SIZE + 1);
}

/** The record of a nonce, an energy or a supply counter: 8 bytes. @throws TOS_U64_RANGE */
export function encodeU64Record(value: bigint): Uint8Array {
  assertU64(value);
  return encodeU64Halves(u64High(value), u64Low(value));
}

export function encodeU64Halves(high: number, low: number): Uint8Array {
  const bytes = new Uint8Array(8);
  writeU64Halves(bytes, 0, high, low);
  return bytes;
}

export function writeU64Halves(bytes: Uint8Array, at: number, high: number, low: number): void {
  writeU32(bytes, at, high);
  writeU32(bytes, at + 4, low);
}

/** @throws TOS_STORAGE_CORRUPT unless `bytes` are 8 */
export function decodeU64Record(bytes: Uint8Array): bigint {
  assertU64Record(bytes);
  return u64FromHalves(readU32(bytes, 0), readU32(bytes, 4));
}

/** @throws TOS_STORAGE_CORRUPT unless `bytes` are 8 */
export function assertU64Record(bytes: Uint8Array): void {
  if (bytes.length !== 8) throw corrupt('u64 record', `it has ${bytes.length} bytes instead of 8`);
}

/** @throws TOS_U64_RANGE */
export function encodeBalance(balance: Balance): Uint8Array {
  assertObject(balance, 'balance');
  assertOneOf(balance.type, 'balance.type', ['input', 'output', 'both']);
  assertU64(balance.final, 'balance.final');
  if (balance.type === 'both') assertU64(balance.output, 'balance.output');
  const bytes = new Uint8Array(balance.type === 'both' ? 17 : 9);
  bytes[0] = balance.type === 'both' ? BOTH : balance.type === 'output' ? OUTPUT : INPUT;
  bytes.set(encodeU64Record(balance.final), 1);
  if (balance.type === 'both') bytes.set(encodeU64Record(balance.output), 9);
  return bytes;
}

/** @throws TOS_STORAGE_CORRUPT for flags or a length that `encodeBalance` does not write. */
export function decodeBalance(bytes: Uint8Array): Balance {
  assertBalanceRecord(bytes);
  const final = u64FromHalves(readU32(bytes, 1), readU32(bytes, 5));
  if (bytes[0] !== BOTH) return { type: bytes[0] === OUTPUT ? 'output' : 'input', final, output: null };
  return { type: 'both', final, output: u64FromHalves(readU32(bytes, 9), readU32(bytes, 13)) };
}

/** @throws TOS_STORAGE_CORRUPT for what `decodeBalance` refuses. */
export function assertBalanceRecord(bytes: Uint8Array): void {
  const flags = bytes[0] ?? 0xff;
  const isKnown = flags === INPUT || flags === OUTPUT || flags === BOTH;
  if (!isKnown || bytes.length !== (flags === BOTH ? 17 : 9)) {
    throw corrupt('balance', `flags ${flags} with ${bytes.length} bytes`);
  }
}

export function readU32(bytes: Uint8Array, offset: number): number {
  return ((bytes[offset]! << 24) | (bytes[offset + 1]! << 16) | (bytes[offset + 2]! << 8) | bytes[offset + 3]!) >>> 0;
}

function writeU32(bytes: Uint8Array, offset: number, value: number): void {
  bytes[offset] = value >>> 24;
  bytes[offset + 1] = value >>> 16;
  bytes[offset + 2] = value >>> 8;
  bytes[offset + 3] = value;
}

function corrupt(what: string, reason: string): TosError {
  return new TosError('TOS_STORAGE_CORRUPT', { what, reason });
}
