import { baseReward, Chain, createDevnetGenesis, DEV_FEE_KEY, genesisCommit } from '@tos/chain';
import type { BlockExecutor } from '@tos/executor';
import { networks } from '@tos/protocol';
import { compareRefs, createMemoryStorage, type RecordWrite, type Storage } from '@tos/state';
import { harnessReferences } from './harness-references.ts';
import type { HarnessState } from './harness-state.ts';
import { type Misfits, refusingMisfits } from './misfit.ts';

/** The chain of the node, on a storage in memory, whose genesis block has the loaded state. */
export interface HarnessChain {
  readonly chain: Chain;
  readonly storage: Storage;
  /** Prepares for a block: it takes the misfits among the block's transactions, and forgets the writes of the block before. */
  expect(misfits: Misfits): void;
  /** The writes of the transactions and rewards of the current block; undefined until the block's header has passed its checks. */
  takeWrites(): readonly RecordWrite[] | undefined;
}

// The original's genesis pays a reward like any block: the first reward goes to the developers before the first block.
const genesis = createDevnetGenesis({
  allocations: [{ publicKey: DEV_FEE_KEY, amount: baseReward(0n) }],
  timestamp: 0,
  salt: new Uint8Array(32),
});

/**
 * Opens the node's own chain over the loaded state, with its header checks, rules and rewards. Two things differ: references are judged by
 * `harnessReferences`, and the writes of each block are kept, so that the harness can export them.
 */
export async function openHarnessChain(state: HarnessState, executor: BlockExecutor): Promise<HarnessChain> {
  const storage = createMemoryStorage();
  await storage.open();
  const commit = genesisCommit(genesis);
  const writes = new Map<string, RecordWrite>();
  for (const write of [...commit.writes, ...state.records()]) writes.set(placeOf(write), write);
  const sorted = [...writes.values()].sort((a, b) => compareRefs(a.ref, b.ref));
  await storage.commit({ blocks: [{ ...commit, writes: sorted }] });

  let last: readonly RecordWrite[] | undefined;
  let misfits: Misfits = new Map();
  const watching: BlockExecutor = {
    async execute(batch, context, options) {
      last = [];
      const references = async (): Promise<Uint8Array> => harnessReferences(batch, state.global.blockHeight);
      const rules = refusingMisfits(options.rules, misfits, 'block');
      const outcome = await executor.execute(batch, { ...context, references }, { ...options, rules });
      if (outcome.refused === null) last = outcome.state.getModifiedRecords();
      return outcome;
    },
    verifySignatures: (batch) => executor.verifySignatures(batch),
    metrics: () => executor.metrics(),
    close: () => executor.close(),
    [Symbol.asyncDispose]: () => executor.close(),
  };
  const chain = await Chain.open({ storage, executor: watching, network: networks.devnet, genesis });
  return {
    chain,
    storage,
    expect(next) {
      misfits = next;
      last = undefined;
    },
    takeWrites() {
      const taken = last;
      last = undefined;
      return taken;
    },
  };
}

function placeOf({ ref }: RecordWrite): string {
  return `${ref.domain.id}:${ref.key.join()}`;
}
