import { bytesToHex } from '@tos/crypto';
import { MAXIMUM_SUPPLY } from '@tos/protocol';
import { decodeAsset, isNativeAsset, type Topoheight } from '@tos/state';
import { z } from 'zod';
import { hashText, safeInteger, u64Number } from './result-values.ts';
import type { LiveVersion } from './versioned.ts';

/** An asset in the original's form. */
export type AssetJson = {
  asset: string;
  /** Of the block that registered it. */
  topoheight: Topoheight;
  /** Decimal places of a whole unit. */
  decimals: number;
  /** The ticker again: the registry of a chain has no other name. */
  name: string;
  ticker: string;
  /** In atomic units; null where nothing limits it. */
  max_supply: bigint | null;
  /** The contract that made the asset; null for all assets here, because contracts do not run. */
  owner: null;
};

export const assetJson: z.ZodType<AssetJson, AssetJson> = z.strictObject({
  asset: hashText,
  topoheight: safeInteger,
  decimals: safeInteger,
  name: z.string(),
  ticker: z.string(),
  max_supply: u64Number.nullable(),
  owner: z.null(),
});

/** @param asset its id, 32 bytes as on the wire */
export function toAssetJson(asset: Uint8Array, { topoheight, value }: LiveVersion): AssetJson {
  const { decimals, ticker } = decodeAsset(value);
  const name = new TextDecoder().decode(ticker);
  const max_supply = isNativeAsset(asset) ? MAXIMUM_SUPPLY : null;
  return { asset: bytesToHex(asset), topoheight, decimals, name, ticker: name, max_supply, owner: null };
}
