import { bytesToHex } from '@tos/crypto';
import { assetOfKey, balanceRef, domains, NATIVE_ASSET } from '@tos/state';
import { z } from 'zod';
import { defineParamsMethod, type RpcMethod } from '../../method/define-method.ts';
import { pageParams, readPage } from '../../schemas/page-params.ts';
import { addressParam } from '../../schemas/params.ts';
import { hashText } from '../../schemas/result-values.ts';

/** Comes after every key of a balance: byte 32 is 0 for TOS and 1 for all other assets. */
const AFTER_ASSETS = 2;

export const getAccountAssets: RpcMethod = defineParamsMethod({
  name: 'get_account_assets',
  summary: 'Returns the assets of which an address has a balance, be it 0, in the order of their ids.',
  params: { address: addressParam, ...pageParams },
  result: z.array(hashText),
  async call({ address, ...page }, { storage }) {
    const { skip, maximum } = readPage(page);
    const assets: string[] = [];
    let seen = 0;
    // Skipping walks over what is skipped: an address has few assets, because amounts are only of those in the registry.
    const from = balanceRef(address, NATIVE_ASSET).key;
    for await (const [key] of storage.iterate(domains.balance, undefined, { from, to: from.with(32, AFTER_ASSETS) })) {
      if (assets.length === maximum) break;
      if (seen++ >= skip) assets.push(bytesToHex(assetOfKey(key)));
    }
    return assets;
  },
});
