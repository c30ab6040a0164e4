import { bytesToHex } from '@noble/hashes/utils.js';
import { z } from 'zod';
import { hexJson, u64Json } from '../json-fields.ts';
import type { WireReader } from '../wire-reader.ts';
import type { WireWriter } from '../wire-writer.ts';
import { isSameKey } from './same-key.ts';

// Coins that a contract gets with a call: count 1, then for each asset 32, tag 1, amount 8. Source: docs/protocol.md §1.

/** What a contract gets of one asset. */
export interface Deposit {
  /** 32 bytes; all zero is TOS. */
  readonly asset: Uint8Array;
  /** u64, atomic units. */
  readonly amount: bigint;
}

/** Assets of one call: the count has one byte. */
export const MAX_DEPOSITS = 255;
/** Asset 32, tag 1, amount 8. */
export const DEPOSIT_SIZE = 41;
/** The only kind that is left: everybody sees the amount. */
const PUBLIC_DEPOSIT = 0;

const depositList = z.array(z.strictObject({ asset: hexJson(32), amount: u64Json }));

/** In JSON an asset may occur twice: the first place and the last amount count, as in the original's map. Absent is empty. */
export const depositsJson: z.ZodExactOptional<z.ZodType<readonly Deposit[], { asset: string; amount: bigint }[]>> = z
  .codec(depositList, z.custom<readonly Deposit[]>(), {
    decode: lastOfEachAsset,
    encode: (deposits) => [...deposits],
  })
  .refine((deposits) => deposits.length <= MAX_DEPOSITS, `expected at most ${MAX_DEPOSITS} assets`)
  .exactOptional();

/** On the wire an asset occurs once: a second time would be dropped by a map, and the bytes would be no longer what was signed. */
export function walkDeposits(reader: WireReader): void {
  const count = reader.u8();
  const first = reader.offset;
  for (let n = 0; n < count; n++) {
    const at = reader.skip(32);
    for (let other = first; other < at; other += DEPOSIT_SIZE) {
      if (isSameKey(reader.source, at, other)) reader.fail('an asset is deposited twice', -32);
    }
    const tag = reader.u8();
    if (tag !== PUBLIC_DEPOSIT) reader.fail(`deposits of kind ${tag} do not exist`, -1);
    reader.skip(8);
  }
}

export function readDeposits(reader: WireReader): readonly Deposit[] {
  return Array.from({ length: reader.u8() }, () => {
    const asset = reader.bytes(32);
    reader.skip(1);
    return { asset, amount: reader.u64() };
  });
}

export function writeDeposits(writer: WireWriter, deposits: readonly Deposit[]): void {
  writer.list(deposits, 1, 'deposits', (deposit) =>
    writer.object(deposit, '', ({ asset, amount }) => {
      writer.fixed(asset, 32, 'asset');
      writer.u8(PUBLIC_DEPOSIT);
      writer.u64(amount, 'amount');
    }),
  );
}

function lastOfEachAsset(deposits: readonly Deposit[]): readonly Deposit[] {
  return [...new Map(deposits.map((deposit) => [bytesToHex(deposit.asset), deposit])).values()];
}
