import { z } from 'zod';
import { RpcError, RpcErrorCode } from '../../errors/rpc-error.ts';
import type { RpcMethod } from '../../method/define-method.ts';

const CONTRACTS = 'Contracts are stored and do not run on this node. Use get_transaction for deployments and calls.';
const PEERS = 'This node has no peer-to-peer. Use get_block_by_hash to ask whether it has a block.';

/** Methods of the original that this node cannot answer, and what a caller does instead. */
const remedies: { readonly [name: string]: string } = {
  get_contract_outputs: CONTRACTS,
  get_contract_module: CONTRACTS,
  get_contract_data: CONTRACTS,
  get_contract_data_at_topoheight: CONTRACTS,
  get_contract_balance: CONTRACTS,
  get_contract_balance_at_topoheight: CONTRACTS,
  get_contract_assets: CONTRACTS,
  get_contracts: CONTRACTS,
  get_p2p_block_propagation: PEERS,
};

export const notSupported: readonly RpcMethod[] = Object.entries(remedies).map(([name, remedy]) => ({
  name,
  summary: `Is not supported by this node. ${remedy}`,
  access: 'public',
  params: z.looseObject({}),
  result: z.never(),
  async call() {
    throw new RpcError(RpcErrorCode.OTHER, `${name} is not supported by this node`, {
      reason: 'TOS_NOT_SUPPORTED',
      remedy,
    });
  },
}));
