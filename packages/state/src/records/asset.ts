import { assertBytes } from '@tos/protocol';
import { ASSET_FIELDS, domains, type RecordRef, type RecordWrite } from '../domain.ts';
import { KEY_SIZE } from './key-size.ts';
import { NATIVE_ASSET } from './native-asset.ts';
import { type RecordCodec, recordCodec } from './record-codec.ts';

/** Id of UNO, the hidden form of TOS, on the wire: 31 zero bytes, then 01. Source: docs/protocol.md §2.2. */
export const UNO_ASSET: Uint8Array = new Uint8Array(KEY_SIZE).fill(1, KEY_SIZE - 1);

/** An asset: amounts can be of it. */
export interface Asset {
  /** Decimal places of a whole unit. */
  readonly decimals: number;
  /** UTF-8, at most 255 bytes. */
  readonly ticker: Uint8Array;
}

/** @param asset 32 bytes as on the wire; native TOS is 32 zero bytes here */
export function assetRef(asset: Uint8Array): RecordRef {
  assertBytes(asset, 'asset', KEY_SIZE);
  return { domain: domains.asset, key: asset };
}

const codec: RecordCodec<Asset> = recordCodec('asset', ASSET_FIELDS);

/** @throws TOS_INVALID_ARGUMENT */
export function encodeAsset(asset: Asset): Uint8Array {
  return codec.encode(asset);
}

/** @throws TOS_STORAGE_CORRUPT */
export function decodeAsset(bytes: Uint8Array): Asset {
  return codec.decode(bytes);
}

/** The registry that every chain begins with, sorted by key. No transaction makes an asset, so that nothing adds to it. */
export const firstAssets: readonly RecordWrite[] = [
  { ref: assetRef(NATIVE_ASSET), value: encodeAsset({ decimals: 8, ticker: Uint8Array.of(0x54, 0x4f, 0x53) }) }, // TOS
  { ref: assetRef(UNO_ASSET), value: encodeAsset({ decimals: 8, ticker: Uint8Array.of(0x55, 0x4e, 0x4f) }) }, // UNO
];
