import { bytesToHex } from '@noble/hashes/utils.js';
import { U64_MAX } from '@tos/protocol';
import { z } from 'zod';
import { defineParamsMethod, type RpcMethod } from '../../method/define-method.ts';
import { addressParam } from '../../schemas/params.ts';
import { hashText, safeInteger } from '../../schemas/result-values.ts';

export const devFund: RpcMethod = defineParamsMethod({
  name: 'dev_fund',
  summary:
    'Transfers atomic units of TOS from the first account of the devnet, and answers when the transfer is in a durable block.',
  access: 'devnet',
  params: { address: addressParam, amount: z.bigint().min(1n).max(U64_MAX) },
  result: z.strictObject({ tx_hash: hashText, block_hash: hashText, topoheight: safeInteger }),
  async call({ address, amount }, { controls }) {
    const { transactionHash, blockHash, topoheight } = await controls.faucet.fund(address, amount);
    return { tx_hash: bytesToHex(transactionHash), block_hash: bytesToHex(blockHash), topoheight };
  },
});
