import { EventLoopTurns } from '@tos/executor';
import { assertFunction, assertObject, TosError } from '@tos/protocol';
import type { Storage, StoredMetadata } from '@tos/state';
import { checkedGenesis, type Genesis } from '../genesis/genesis.ts';
import { genesisCommit } from '../genesis/genesis-block.ts';
import { liveTotal } from '../history/live-records.ts';
import type { OnProgress } from '../history/progress.ts';
import { supplyAt, supplyBase } from '../supply/supply-base.ts';
import { damageMessage } from './damage-message.ts';
import type { Finding } from './finding.ts';
import { type CountedSupply, verifyBlocks } from './verify-blocks.ts';
import { verifyDigests } from './verify-digests.ts';
import { verifyRecords } from './verify-records.ts';

/**
 * Yields everything that is wrong with a stored chain, through the interface that all storages share: blocks and indexes, chains of
 * versions, supply, state digests, and what the storage finds wrong with its own rows. Reads every block, version and record two or three
 * times; the storage reads its rows once more. Changes nothing. Everything is checked as of the head at
 * the start: blocks that are committed meanwhile make no difference; a rollback or a pruning may be reported as damage.
 *
 * Two things are trusted: the signatures of ordered blocks, since the hash of a block covers them and the order leads from the genesis file
 * to the head; and the state at the bottom of a pruned chain.
 * @throws TOS_STORAGE_CONFLICT when there is no chain
 */
export async function* verifyChain(
  storage: Storage,
  genesis: Genesis,
  onProgress: OnProgress = () => undefined,
): AsyncGenerator<Finding> {
  assertObject(storage, 'storage', ['metadata', 'problems', 'iterate', 'getBlock']);
  checkedGenesis(genesis);
  assertFunction(onProgress, 'onProgress');
  // A storage may answer without ever giving other events a turn.
  const turns = new EventLoopTurns();
  const inTurns: OnProgress = async (progress) => {
    await onProgress(progress);
    if (turns.isDue) await turns.give();
  };
  const metadata = await storage.metadata().catch(damageMessage);
  if (metadata === undefined) throw new TosError('TOS_STORAGE_CONFLICT', { reason: 'there is no chain to verify' });
  if (typeof metadata === 'string') return yield { part: 'blocks', message: `metadata: ${metadata}` };
  const { head, prunedBelow } = metadata;
  if (prunedBelow > head.topoheight) {
    return yield {
      part: 'blocks',
      message: `metadata: pruned below ${prunedBelow}, which is above the head ${head.topoheight}`,
    };
  }
  const base = await supplyBase(storage, genesis).catch(damageMessage);
  if (typeof base === 'string') return yield { part: 'supply', message: base };
  const blocks = head.topoheight + 1;

  const counted = yield* verifyBlocks(storage, {
    metadata,
    base,
    network: genesis.network,
    genesisHash: genesisCommit(genesis).block.hash,
    onBlock: (done) => inTurns({ stage: 'blocks', done, total: blocks }),
  });
  await inTurns({ stage: 'blocks', done: blocks, total: blocks });

  const total = await liveTotal(storage);
  const coins = yield* verifyRecords(storage, head.topoheight, (done) => inTurns({ stage: 'records', done, total }));
  await inTurns({ stage: 'records', done: total, total });

  yield* supplyFindings(storage, { metadata, counted, coins });
  yield* verifyDigests(storage, metadata, inTurns);
  yield* storageFindings(storage, inTurns);
}

/** What only the storage can see, such as two copies of a record that differ. */
async function* storageFindings(storage: Storage, onProgress: OnProgress): AsyncGenerator<Finding> {
  try {
    const onRow = (done: number): ReturnType<OnProgress> => onProgress({ stage: 'storage', done, total: done });
    for await (const message of storage.problems(onRow)) yield { part: 'storage', message };
  } catch (error) {
    yield { part: 'storage', message: `the storage's own check stopped: ${damageMessage(error)}` };
  }
}

async function* supplyFindings(
  storage: Storage,
  known: { readonly metadata: StoredMetadata; readonly counted: CountedSupply | null; readonly coins: bigint },
): AsyncGenerator<Finding> {
  const { metadata, counted, coins } = known;
  const counters = await supplyAt(storage, metadata.head.topoheight).catch(damageMessage);
  if (typeof counters === 'string') yield { part: 'supply', message: counters };
  for (const name of ['emitted', 'burned'] as const) {
    const stored = metadata.supply[name];
    if (typeof counters !== 'string' && counters[name] !== stored) {
      yield { part: 'supply', message: `${name}: ${counters[name]} in its record, ${stored} in the metadata` };
    }
    if (counted !== null && counted[name] !== stored) {
      yield { part: 'supply', message: `${name}: ${stored} in the metadata, ${counted[name]} by formula and blocks` };
    }
  }
  const expected = counted ?? { ...metadata.supply, destroyed: metadata.supply.burned };
  const should = expected.emitted - expected.destroyed;
  if (coins !== should) {
    yield {
      part: 'supply',
      message: `balances and frozen: they sum up to ${coins} atomic units, ${should} should exist`,
    };
  }
}
