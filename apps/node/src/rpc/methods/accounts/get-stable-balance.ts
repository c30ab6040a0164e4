import { bytesToHex } from '@tos/crypto';
import { balanceRef, decodeBalance, type RecordRef, type Topoheight } from '@tos/state';
import { z } from 'zod';
import { RpcError, RpcErrorCode } from '../../errors/rpc-error.ts';
import { defineParamsMethod, type RpcMethod } from '../../method/define-method.ts';
import type { RpcContext } from '../../method/rpc-context.ts';
import { addressParam, assetParam } from '../../schemas/params.ts';
import { hashText, safeInteger, u64Number } from '../../schemas/result-values.ts';
import type { LiveVersion } from '../../schemas/versioned.ts';
import { stablePoint } from './stable-point.ts';

export const getStableBalance: RpcMethod = defineParamsMethod({
  name: 'get_stable_balance',
  summary:
    'Returns the balance that the next transaction can safely be built on: after the newest block that debited the address if it is not stable yet, else at the stable topoheight.',
  params: { address: addressParam, asset: assetParam },
  result: z.strictObject({ balance: u64Number, stable_topoheight: safeInteger, stable_block_hash: hashText }),
  async call({ address, asset }, context) {
    const ref = balanceRef(address, asset);
    const stable = await stablePoint(context);
    const found = (await newestDebit(ref, stable, context)) ?? (await balanceAt(ref, stable, context));
    if (found === undefined) {
      throw new RpcError(
        RpcErrorCode.OTHER,
        `This address has no stable balance of this asset at topoheight ${stable}`,
        {
          reason: 'TOS_NOT_FOUND',
          field: 'address',
          remedy: 'Use get_balance, which also returns a balance that is not stable yet.',
        },
      );
    }
    const [hash] = await context.storage.hashesAt([found.at]);
    if (hash === undefined)
      throw new RpcError(RpcErrorCode.OTHER, `The chain went back below ${found.at} during the call`, {
        reason: 'TOS_INTERRUPTED',
        remedy: 'Call again.',
      });
    return {
      balance: decodeBalance(found.value).final,
      stable_topoheight: found.at,
      stable_block_hash: bytesToHex(hash),
    };
  },
});

type Found = Pick<LiveVersion, 'value'> & { readonly at: Topoheight };

/** The newest version from a block at or above the stable topoheight that debited the account: at most 25 versions are read. */
async function newestDebit(ref: RecordRef, stable: Topoheight, { storage }: RpcContext): Promise<Found | undefined> {
  for await (const { topoheight, value } of storage.history(ref, { from: stable })) {
    if (value !== null && decodeBalance(value).type !== 'input') return { at: topoheight, value };
  }
  return undefined;
}

async function balanceAt(ref: RecordRef, at: Topoheight, { storage }: RpcContext): Promise<Found | undefined> {
  const [version] = await storage.readMany([ref], at);
  return version?.value == null ? undefined : { at, value: version.value };
}
