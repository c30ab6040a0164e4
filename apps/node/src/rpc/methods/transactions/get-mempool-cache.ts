import { bytesToHex, hexToBytes } from '@tos/crypto';
import { balanceRef, decodeBalance } from '@tos/state';
import { joinRows, transactionAt } from '@tos/transaction';
import { z } from 'zod';
import { RpcError, RpcErrorCode } from '../../errors/rpc-error.ts';
import { mapInTurns } from '../../limits/in-turns.ts';
import { defineParamsMethod, type RpcMethod } from '../../method/define-method.ts';
import { addressParam } from '../../schemas/params.ts';
import { hashText, u64Number } from '../../schemas/result-values.ts';
import { addSpent } from './spent-amounts.ts';

export const getMempoolCache: RpcMethod = defineParamsMethod({
  name: 'get_mempool_cache',
  summary:
    "Returns the nonces and hashes of an address's waiting transactions, and what they leave of each balance that they spend.",
  params: { address: addressParam },
  result: z.strictObject({
    min: u64Number,
    max: u64Number,
    txs: z.array(hashText),
    balances: z.record(hashText, u64Number),
  }),
  async call({ address }, { mempool, storage }) {
    const entries = mempool.bySender(address);
    const [first, last] = [entries[0], entries.at(-1)];
    if (first === undefined || last === undefined) {
      throw new RpcError(RpcErrorCode.OTHER, 'No transaction of this address waits in the mempool', {
        reason: 'TOS_NOT_FOUND',
        field: 'address',
        remedy: 'Use get_nonce and get_balance, which hold as they are where nothing waits.',
      });
    }
    const spent = new Map<string, bigint>();
    await mapInTurns(entries, (entry) => addSpent(spent, transactionAt(joinRows([entry]), 0)));
    const assets = [...spent.keys()];
    const versions = await storage.readMany(assets.map((asset) => balanceRef(address, hexToBytes(asset))));
    const left = versions.map((version, i): [string, bigint] => {
      const balance = version?.value == null ? 0n : decodeBalance(version.value).final;
      const spends = spent.get(assets[i]!)!;
      return [assets[i]!, balance > spends ? balance - spends : 0n];
    });
    return {
      min: first.nonce,
      max: last.nonce,
      txs: entries.map(({ hash }) => bytesToHex(hash)),
      balances: Object.fromEntries(left),
    };
  },
});
