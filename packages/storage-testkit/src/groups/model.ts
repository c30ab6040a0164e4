import { domainList, type Storage, type StoredVersion } from '@tos/state';
import { assertEqual } from '../assert-equal.ts';
import { collect, historyOf, metadataOf } from '../chain-fixture.ts';
import { RandomHistory, UNIVERSE } from '../random-history.ts';
import type { StorageGroup } from '../suite.ts';

export type ModelTest = 'model/random commits, rollbacks, pruning and openings do what a list of blocks says';

const RUNS = 15;
const STEPS = 25;

export const modelGroup: StorageGroup<ModelTest> = {
  name: 'model',
  tests: {
    async 'model/random commits, rollbacks, pruning and openings do what a list of blocks says'(kit) {
      for (let run = 0; run < RUNS * kit.factor; run++) {
        const location = kit.location();
        let storage = await kit.open(location);
        const { persistent, pruning } = storage.manifest;
        const history = new RandomHistory(kit.random, pruning);
        for (let number = 0; number < STEPS; number++) {
          const step = history.next();
          if (step.kind === 'commit') await storage.commit(step.change);
          else if (step.kind === 'prune') await storage.prune(step.below);
          else if (step.kind === 'putBlock') await storage.putBlock(step.block);
          else if (persistent) {
            await storage.close();
            storage = await kit.open(location);
          }
          await assertLikeModel(storage, history, `run ${run}, step ${number} (${step.kind})`);
        }
        assertEqual(await collect(storage.problems()), [], `run ${run}`);
        await storage.close();
      }
    },
  },
};

/** The oracle: it answers reads by scanning the list of blocks. */
async function assertLikeModel(storage: Storage, history: RandomHistory, message: string): Promise<void> {
  const { chain, prunedBelow } = history;
  const head = chain.at(-1)?.metadata;
  assertEqual(await metadataOf(storage), head && { ...head, prunedBelow }, message);
  const histories = UNIVERSE.map((_, index) => expectedHistory(history, index));
  for (const [index, expected] of histories.entries()) {
    assertEqual(await historyOf(storage, UNIVERSE[index]!), expected, `${message}: history ${index}`);
  }
  for (let at = 0; at <= chain.length; at++) {
    const expected = histories.map((versions) => versions.find(({ topoheight }) => topoheight <= at));
    assertEqual(await storage.readMany(UNIVERSE, at), expected, `${message}: readMany at ${at}`);
    for (const domain of domainList) {
      const live = UNIVERSE.flatMap((ref, index) =>
        ref.domain === domain && expected[index]?.value ? [[ref.key, expected[index]]] : [],
      );
      assertEqual(await collect(storage.iterate(domain, at)), live, `${message}: ${domain.name} at ${at}`);
    }
    assertEqual(await storage.getBlock({ topoheight: at }), chain[at]?.block, `${message}: block ${at}`);
    const writes = await storage.writesAt(at);
    // A storage need not know the writes of a block; of a pruned block it must not.
    if (writes !== undefined)
      assertEqual(writes, at < prunedBelow ? undefined : chain[at]?.writes, `${message}: writes at ${at}`);
  }
}

/** The versions of a record that pruning has left, the newest first. */
function expectedHistory({ chain, prunedBelow }: RandomHistory, index: number): StoredVersion[] {
  const versions: StoredVersion[] = [];
  for (const { block, writes } of chain) {
    const write = writes.find(({ ref }) => ref === UNIVERSE[index]);
    if (!write) continue;
    const previous = versions[0]?.topoheight ?? null;
    versions.unshift({ topoheight: block.topoheight, previous, value: write.value });
  }
  const last = versions.findIndex(({ topoheight }) => topoheight < prunedBelow);
  if (last < 0) return versions;
  return [...versions.slice(0, last), { ...versions[last]!, previous: null }];
}
