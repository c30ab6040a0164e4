import { hexToBytes } from '@tos/crypto';
import { HASH_SIZE, invalidArgument } from '@tos/protocol';

/** The bytes of an asset's id; those of TOS when absent. @throws TOS_INVALID_ARGUMENT for what is no id */
export function assetBytes(asset: string | undefined): Uint8Array {
  if (asset === undefined) return new Uint8Array(HASH_SIZE);
  if (typeof asset === 'string' && /^[0-9a-f]{64}$/.test(asset)) return hexToBytes(asset);
  throw invalidArgument('asset', 'the id of an asset, 64 hex digits', asset);
}
