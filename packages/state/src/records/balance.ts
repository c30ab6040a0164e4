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
import { domains, type RecordRef } from '../domain.ts';
import { ownBytes, type TakeBytes } from './byte-slab.ts';
import { KEY_SIZE } from './key-size.ts';
import { isNativeAsset, NATIVE_ASSET } from './native-asset.ts';
import { readU32, writeU64Halves } from './u64-record.ts';

/** A version of a balance as clients see it. Source: docs/protocol.md §4.2. */
export type Balance =
  | { readonly type: 'input' | 'output'; readonly final: bigint; readonly output: null }
  /** `output`: the balance right after the block's last debit. */
  | { readonly type: 'both'; readonly final: bigint; readonly output: bigint };

/** Flags of a balance record: the type, and for `BOTH` also bit 2, which is set when the output balance follows. */
export const BalanceFlags = { INPUT: 0, OUTPUT: 1, BOTH: 6 } as const;

const { INPUT, OUTPUT, BOTH } = BalanceFlags;

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

/** Asset (32 bytes, as on the wire) of a balance key. */
export function assetOfKey(key: Uint8Array): Uint8Array {
  return key[KEY_SIZE] === 0 ? NATIVE_ASSET : key.subarray(KEY_SIZE + 1);
}

/** @throws TOS_U64_RANGE */
export function encodeBalance(balance: Balance): Uint8Array {
  assertObject(balance, 'balance');
  assertOneOf(balance.type, 'balance.type', ['input', 'output', 'both']);
  assertU64(balance.final, 'balance.final');
  if (balance.type === 'both') assertU64(balance.output, 'balance.output');
  const flags = balance.type === 'both' ? BOTH : balance.type === 'output' ? OUTPUT : INPUT;
  const { final } = balance;
  const output = balance.output ?? 0n;
  return encodeBalanceHalves(flags, u64High(final), u64Low(final), u64High(output), u64Low(output));
}

/** The record of a balance in two halves. @param flags one of `BalanceFlags`; only `BOTH` has an output balance */
export function encodeBalanceHalves(
  flags: number,
  high: number,
  low: number,
  outputHigh: number,
  outputLow: number,
  take: TakeBytes = ownBytes,
): Uint8Array {
  const bytes = take(flags === BOTH ? 17 : 9);
  bytes[0] = flags;
  writeU64Halves(bytes, 1, high, low);
  if (flags === BOTH) writeU64Halves(bytes, 9, outputHigh, outputLow);
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
    const reason = `flags ${flags} with ${bytes.length} bytes`;
    throw new TosError('TOS_STORAGE_CORRUPT', { what: 'balance', reason });
  }
}
