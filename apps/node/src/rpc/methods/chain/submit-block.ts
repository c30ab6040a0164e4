import { encodeBlock, type MempoolEntry, withMinerWork } from '@tos/chain';
import { bytesToHex } from '@tos/crypto';
import { HASH_SIZE } from '@tos/protocol';
import { joinRows } from '@tos/transaction';
import { hexJson } from '@tos/transaction/json';
import { z } from 'zod';
import { RpcError, RpcErrorCode } from '../../errors/rpc-error.ts';
import { defineParamsMethod, type RpcMethod } from '../../method/define-method.ts';
import type { RpcContext } from '../../method/rpc-context.ts';
import { headerParam } from '../../schemas/header-param.ts';

/** Bytes of miner work. Source: docs/protocol.md §6.1. */
const WORK_SIZE = 112;

export const submitBlock: RpcMethod = defineParamsMethod({
  name: 'submit_block',
  summary: 'Commits the block of a template, if its parent is still the head and its transactions still wait.',
  access: 'devnet',
  params: { block_template: headerParam, miner_work: hexJson(WORK_SIZE).nullish() },
  result: z.literal(true),
  async call({ block_template, miner_work }, { mempool, importBlock }) {
    const header = miner_work == null ? block_template : withMinerWork(block_template, miner_work);
    const transactions = joinRows(waiting(header.transactionHashes, mempool));
    await importBlock(encodeBlock({ header, transactions }));
    return true as const;
  },
});

/** The transactions with these hashes, which stand back to back. @throws RpcError -32004 for one that does not wait */
function waiting(hashes: Uint8Array, mempool: RpcContext['mempool']): MempoolEntry[] {
  const entries: MempoolEntry[] = [];
  for (let at = 0; at < hashes.length; at += HASH_SIZE) {
    const hash = hashes.subarray(at, at + HASH_SIZE);
    const entry = mempool.get(hash);
    if (entry === undefined) {
      throw new RpcError(RpcErrorCode.OTHER, `Transaction ${bytesToHex(hash)} of the template waits no more`, {
        reason: 'TOS_NOT_FOUND',
        field: 'block_template',
        remedy: 'Ask for a new template.',
      });
    }
    entries.push(entry);
  }
  return entries;
}
