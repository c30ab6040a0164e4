import type { BlockExecutor, BlockOutcome, ExecutionContext } from '@tos/executor';
import type { Network } from '@tos/protocol';
import { type BlockFrame, baselineRules } from '@tos/runtime';
import type { HeadCache, Storage } from '@tos/state';
import { hashAt, type PackedBatch } from '@tos/transaction';
import type { ChainHead } from '../history/chain-head.ts';
import { acceptableReferences, type OrderIndex } from '../history/references.ts';
import type { RecordLayer } from './record-layer.ts';
import { ruleViolation } from './rule-violation.ts';

/** An execution that was not refused. */
export type ExecutedOutcome = Extract<BlockOutcome, { readonly refused: null }>;

export interface TipExecutorCollaborators {
  readonly storage: Storage;
  readonly executor: BlockExecutor;
  /** What recently used records hold at the tip. */
  readonly cache: HeadCache;
}

/** How transactions are to be executed. */
export interface TipExecution {
  /** `build` leaves out a transaction that fails; `validate` refuses the block then. */
  readonly policy: 'build' | 'validate';
  /** What the block does besides its transactions. */
  readonly frame?: BlockFrame;
  /** Records over the state, for transactions that do not follow the tip directly. */
  readonly after?: Pick<RecordLayer, 'find'> | undefined;
}

/** Executes transactions as if they were those of the block after the tip. */
export class TipExecutor {
  readonly #network: Network;
  readonly #storage: Storage;
  readonly #executor: BlockExecutor;
  readonly #cache: HeadCache;

  constructor(network: Network, { storage, executor, cache }: TipExecutorCollaborators) {
    this.#network = network;
    this.#storage = storage;
    this.#executor = executor;
    this.#cache = cache;
  }

  /** Executes a batch. @throws TOS_RULE_VIOLATION when the block is refused, naming the transaction if it is one that is wrong; and as the executor */
  async execute(batch: PackedBatch, tip: ChainHead, { policy, frame, after }: TipExecution): Promise<ExecutedOutcome> {
    // Before its commit is done the tip has no place in the storage.
    const hashesAt: OrderIndex['hashesAt'] = async (topoheights) => {
      const hashes = await this.#storage.hashesAt(topoheights);
      return topoheights.map((topoheight, i) => (topoheight === tip.topoheight ? tip.hash : hashes[i]));
    };
    const context: ExecutionContext = {
      network: this.#network,
      topoheight: tip.topoheight + 1,
      state: this.#storage,
      cache: this.#cache,
      ...(after === undefined ? {} : { layer: (ref) => after.find(ref) }),
      references: (references) => acceptableReferences(references, { head: tip.topoheight }, { hashesAt }),
      ...(frame === undefined ? {} : { frame }),
    };
    const outcome = await this.#executor.execute(batch, context, { policy, rules: baselineRules });
    if (outcome.refused === null) return outcome;
    const { index, error } = outcome.refused;
    throw index === null ? ruleViolation(error) : ruleViolation(error, { index, hash: hashAt(batch, index) });
  }
}
