import { bytesToHex } from '@tos/crypto';
import { assetRef } from '@tos/state';
import { hexJson } from '@tos/transaction/json';
import { RpcError, RpcErrorCode } from '../../errors/rpc-error.ts';
import { defineParamsMethod, type RpcMethod } from '../../method/define-method.ts';
import { assetJson, toAssetJson } from '../../schemas/asset-json.ts';

export const getAsset: RpcMethod = defineParamsMethod({
  name: 'get_asset',
  summary: 'Returns what the registry has of an asset.',
  params: { asset: hexJson(32) },
  result: assetJson,
  async call({ asset }, { storage }) {
    const [version] = await storage.readMany([assetRef(asset)]);
    if (version?.value != null) return toAssetJson(asset, { ...version, value: version.value });
    throw new RpcError(RpcErrorCode.OTHER, `No asset has the id ${bytesToHex(asset)}`, {
      reason: 'TOS_NOT_FOUND',
      field: 'asset',
      remedy: 'Use get_assets for those that there are.',
    });
  },
});
