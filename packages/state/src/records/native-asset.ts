import { KEY_SIZE } from './key-size.ts';

/** Asset id of native TOS on the wire: 32 zero bytes. */
export const NATIVE_ASSET: Uint8Array = new Uint8Array(KEY_SIZE);

export function isNativeAsset(asset: Uint8Array): boolean {
  return asset.every((byte) => byte === 0);
}
