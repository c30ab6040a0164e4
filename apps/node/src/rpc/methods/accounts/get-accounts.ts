import { setImmediate } from 'node:timers/promises';
import { encodeAddress } from '@tos/crypto';
import { domains, nonceRef, type Topoheight } from '@tos/state';
import { z } from 'zod';
import { RpcError, RpcErrorCode } from '../../errors/rpc-error.ts';
import { defineParamsMethod, type RpcMethod } from '../../method/define-method.ts';
import type { RpcContext } from '../../method/rpc-context.ts';
import { pageParams, readPage } from '../../schemas/page-params.ts';
import { addressText } from '../../schemas/result-values.ts';
import { readTopoRange, topoRangeParams } from '../../schemas/topo-range-params.ts';

/** Accounts that are looked at together: one batched read for those whose first version the walk does not show. */
const CHUNK = 256;

/** The most accounts that one call walks over, because nothing numbers them. Other calls get their turn after each chunk. */
const MOST_WALKED = 1_000_000;

export const getAccounts: RpcMethod = defineParamsMethod({
  name: 'get_accounts',
  summary:
    'Returns the addresses of accounts in the order of their public keys, of those registered in a range of topoheights.',
  params: { ...pageParams, ...topoRangeParams },
  result: z.array(addressText),
  async call(params, context) {
    const { skip, maximum } = readPage(params);
    const range = readTopoRange(params, context.chain.head.topoheight);
    await assertKnown(range, context);
    return accountsIn(range, { skip, maximum }, context);
  },
});

async function accountsIn(
  { from, to }: { readonly from: Topoheight; readonly to: Topoheight },
  { skip, maximum }: { readonly skip: number; readonly maximum: number },
  { chain, storage }: RpcContext,
): Promise<string[]> {
  const addresses: string[] = [];
  let [seen, walked] = [0, 0];
  let chunk: Uint8Array[] = [];
  const take = async (): Promise<void> => {
    for (const key of await registeredFrom(from, chunk, storage)) {
      if (seen++ >= skip && addresses.length < maximum) addresses.push(encodeAddress(key, chain.network));
    }
    chunk = [];
    await setImmediate();
  };
  for await (const [key] of storage.iterate(domains.nonce, to)) {
    if (addresses.length >= maximum) break;
    if (walked++ === MOST_WALKED) throw tooMany();
    chunk.push(key);
    if (chunk.length === CHUNK) await take();
  }
  await take();
  return addresses;
}

/** Those of some accounts that did not exist before a topoheight. */
async function registeredFrom(
  from: Topoheight,
  accounts: readonly Uint8Array[],
  storage: RpcContext['storage'],
): Promise<readonly Uint8Array[]> {
  if (from === 0 || accounts.length === 0) return accounts;
  const before = await storage.readMany(accounts.map(nonceRef), from - 1);
  return accounts.filter((_, i) => before[i] === undefined);
}

/** @throws RpcError -32004 for a range with a bound where the storage does not know who was registered when */
async function assertKnown(
  { from, to }: { readonly from: Topoheight; readonly to: Topoheight },
  { storage }: RpcContext,
): Promise<void> {
  const prunedBelow = (await storage.metadata())?.prunedBelow ?? 0;
  if (prunedBelow === 0) return;
  if (from > 0 && from <= prunedBelow) throw unknown('minimum_topoheight', from, `0, or for more than ${prunedBelow}`);
  if (to < prunedBelow) throw unknown('maximum_topoheight', to, `${prunedBelow} or more`);
}

function unknown(field: string, value: Topoheight, known: string): RpcError {
  const problem = `${field} ${value} is in the pruned part, where registrations are not known`;
  return new RpcError(RpcErrorCode.OTHER, problem, { reason: 'TOS_NOT_KEPT', field, remedy: `Ask for ${known}.` });
}

function tooMany(): RpcError {
  return new RpcError(RpcErrorCode.OTHER, `The call walked over ${MOST_WALKED} accounts without filling its page`, {
    field: 'skip',
    remedy: 'Ask with a smaller skip, or without minimum_topoheight.',
  });
}
