import { bytesToHex } from '@noble/hashes/utils.js';
import { stableTopoheight } from '@tos/chain';
import { Opcode } from '@tos/protocol';
import { contractAddress } from '@tos/runtime';
import { hashAt, type PackedBatch, transactionAt } from '@tos/transaction';
import type { RpcContext } from '../method/rpc-context.ts';
import type { ChainEventName } from '../schemas/notify-event.ts';
import { toTransactionJson, toTransactionResponseJson } from '../schemas/transaction-json.ts';
import type { ChainStep } from './chain-step.ts';
import { memberText } from './member-text.ts';

/** The results of one event in one step. */
export interface StepResults {
  readonly count: number;
  /** The members of a result, as JSON text without the braces. */
  at(index: number): string | Promise<string>;
}

const DEPLOY = Opcode.DEPLOY_CONTRACT;

const NONE: StepResults = { count: 0, at: () => '' };

/** What one event of a chain has to say about a step. Its results depend on the step alone, except for what still waits. */
type ReadResults = (step: ChainStep, context: Pick<RpcContext, 'chain' | 'storage' | 'mempool'>) => StepResults;

const readers: { readonly [name in ChainEventName]: ReadResults } = {
  block_orphaned: ({ change, topoheight, hash }) =>
    change === 'orphaned' ? one({ block_hash: bytesToHex(hash), old_topoheight: topoheight }) : NONE,

  transaction_orphaned(step, context) {
    if (step.change !== 'orphaned') return NONE;
    const transactions = step.transactions();
    return {
      count: transactions.count,
      at: (i) => orphanedTransaction(transactions, i, context),
    };
  },

  new_block: ({ change, blockText }) => (change === 'ordered' ? { count: 1, at: () => blockText } : NONE),

  block_ordered: ({ change, topoheight, hash, blockType }) =>
    change === 'ordered' ? one({ block_hash: bytesToHex(hash), block_type: blockType, topoheight }) : NONE,

  transaction_executed({ change, topoheight, hash, transactionHashes }) {
    if (change !== 'ordered') return NONE;
    const rest = `,"block_hash":"${bytesToHex(hash)}","topoheight":${topoheight}`;
    return {
      count: transactionHashes.length / 32,
      at: (i) => `"tx_hash":"${bytesToHex(transactionHashes.subarray(32 * i, 32 * i + 32))}"${rest}`,
    };
  },

  deploy_contract(step) {
    if (step.change !== 'ordered') return NONE;
    const transactions = step.transactions();
    const contracts: Uint8Array[] = [];
    for (let i = 0; i < transactions.count; i++) {
      if (transactions.type[i] !== DEPLOY) continue;
      const { source, payload } = transactionAt(transactions, i);
      if (payload.type === 'deploy_contract') contracts.push(contractAddress(source, payload.module));
    }
    const rest = { block_hash: bytesToHex(step.hash), topoheight: step.topoheight };
    return { count: contracts.length, at: (i) => memberText({ contract: bytesToHex(contracts[i]!), ...rest }) };
  },

  stable_height_changed(step) {
    const change = stableChange(step);
    return change === null ? NONE : one({ previous_stable_height: change.from, new_stable_height: change.to });
  },

  stable_topo_height_changed(step) {
    const change = stableChange(step);
    return change === null ? NONE : one({ previous_stable_topoheight: change.from, new_stable_topoheight: change.to });
  },
};

export function stepResults(
  name: ChainEventName,
  step: ChainStep,
  context: Pick<RpcContext, 'chain' | 'storage' | 'mempool'>,
): StepResults {
  return readers[name](step, context);
}

async function orphanedTransaction(
  transactions: PackedBatch,
  i: number,
  { chain, storage, mempool }: Pick<RpcContext, 'chain' | 'storage' | 'mempool'>,
): Promise<string> {
  const hash = hashAt(transactions, i);
  const locations = await storage.locateTransaction(hash);
  const place = {
    blocks: locations.map(({ block }) => block),
    executedIn: locations.find(({ executed }) => executed)?.block ?? null,
    firstSeen: mempool.get(hash)?.firstSeen ?? null,
  };
  return memberText(toTransactionResponseJson(toTransactionJson(transactions, i, chain.network), place));
}

function one(members: { readonly [name: string]: string | number }): StepResults {
  return { count: 1, at: () => memberText(members) };
}

/** How a step moves the stable topoheight, which is also the stable height: on a devnet every block has one parent. */
function stableChange({ change, topoheight }: ChainStep): { readonly from: number; readonly to: number } | null {
  const below = stableTopoheight(Math.max(0, topoheight - 1));
  const with_ = stableTopoheight(topoheight);
  if (below === with_) return null;
  return change === 'ordered' ? { from: below, to: with_ } : { from: with_, to: below };
}
