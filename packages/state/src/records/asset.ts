import { assertBytes, assertObject } from '@tos/protocol';
import { domains, type RecordRef, type RecordWrite } from '../domain.ts';
import { KEY_SIZE, NATIVE_ASSET } from '../records.ts';
import { RecordReader } from './record-reader.ts';
import { RecordWriter } from './record-writer.ts';

/** Id of UNO, the hidden form of TOS, on the wire: 31 zero bytes, then 01. Source: docs/protocol.md §2.2. */
export const UNO_ASSET: Uint8Array = new Uint8Array(KEY_SIZE).fill(1, KEY_SIZE - 1);

/** An asset that amounts can be of. */
export interface Asset {
  /** Decimal places of a whole unit. */
  readonly decimals: number;
  /** UTF-8, at most 255 bytes. */
  readonly ticker: Uint8Array;
}

/** @param asset 32 bytes as on the wire, native TOS too. */
export function assetRef(asset: Uint8Array): RecordRef {
  assertBytes(asset, 'asset', KEY_SIZE);
  return { domain: domains.asset, key: asset };
}

/** @throws TOS_INVALID_ARGUMENT */
export function encodeAsset(asset: Asset): Uint8Array {
  assertObject(asset, 'asset');
  const { decimals, ticker } = asset;
  assertBytes(ticker, 'ticker');
  const writer = new RecordWriter();
  writer.u8(decimals, 'decimals');
  writer.u8(ticker.length, 'ticker.length');
  writer.bytes(ticker);
  return writer.finish();
}

/** @throws TOS_STORAGE_CORRUPT */
export function decodeAsset(bytes: Uint8Array): Asset {
  const reader = new RecordReader(bytes, 'asset');
  const decimals = reader.u8();
  const ticker = reader.bytes(reader.u8());
  reader.end();
  return { decimals, ticker };
}

/** The registry that every chain begins with, sorted by key. Nothing adds to it: no transaction makes an asset. */
export const firstAssets: readonly RecordWrite[] = [
  { ref: assetRef(NATIVE_ASSET), value: encodeAsset({ decimals: 8, ticker: Uint8Array.of(0x54, 0x4f, 0x53) }) }, // TOS
  { ref: assetRef(UNO_ASSET), value: encodeAsset({ decimals: 8, ticker: Uint8Array.of(0x55, 0x4e, 0x4f) }) }, // UNO
];
