import { domains } from '@tos/state';
import { z } from 'zod';
import { defineParamsMethod, type RpcMethod } from '../../method/define-method.ts';
import { type AssetJson, assetJson, toAssetJson } from '../../schemas/asset-json.ts';
import { pageParams, readPage } from '../../schemas/page-params.ts';
import { readTopoRange, topoRangeParams } from '../../schemas/topo-range-params.ts';

export const getAssets: RpcMethod = defineParamsMethod({
  name: 'get_assets',
  summary:
    'Returns the assets of the registry in the order of their ids, of those registered in a range of topoheights.',
  params: { ...pageParams, ...topoRangeParams },
  result: z.array(assetJson),
  async call(params, { chain, storage }) {
    const { skip, maximum } = readPage(params);
    const { from, to } = readTopoRange(params, chain.head.topoheight);
    const assets: AssetJson[] = [];
    let seen = 0;
    // The registry is short: no transaction adds to the two assets with which a chain begins, and none changes them.
    for await (const [asset, version] of storage.iterate(domains.asset)) {
      if (assets.length === maximum) break;
      const { topoheight, value } = version;
      if (value === null || topoheight < from || topoheight > to || seen++ < skip) continue;
      assets.push(toAssetJson(asset, { ...version, value }));
    }
    return assets;
  },
});
