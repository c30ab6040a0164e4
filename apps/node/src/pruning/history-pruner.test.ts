import { PRUNE_SAFETY_LIMIT } from '@tos/protocol';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { HistoryPruner } from './history-pruner.ts';

/** A chain whose cuts take as long as a test lets them. */
class FakeChain {
  topoheight = 0;
  prunedBelow = 0;
  /** The cut under way. */
  cut: { readonly below: number; end(error?: Error): void } | undefined;
  readonly warnings: string[] = [];

  get head(): { readonly topoheight: number } {
    return { topoheight: this.topoheight };
  }

  async metadata(): Promise<{ readonly prunedBelow: number }> {
    return { prunedBelow: this.prunedBelow };
  }

  prune(below: number): Promise<void> {
    expect(this.cut).toBeUndefined();
    expect(below).toBeGreaterThan(this.prunedBelow);
    expect(below).toBeLessThanOrEqual(this.topoheight - PRUNE_SAFETY_LIMIT);
    return new Promise((resolve, reject) => {
      this.cut = {
        below,
        end: (error) => {
          this.cut = undefined;
          if (error !== undefined) return reject(error);
          this.prunedBelow = below;
          resolve();
        },
      };
    });
  }

  prunerOf(kept: number): HistoryPruner {
    const logger = {
      debug: () => undefined,
      warn: (_: object, message: string) => {
        this.warnings.push(message);
      },
    };
    return new HistoryPruner(kept, { chain: this, storage: this, logger });
  }
}

/** Lets everything happen that waits for nothing but promises. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

test('whatever blocks come while cuts begin, end and fail: history is never shorter, and at rest at most 100 blocks longer', async () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant('blocks' as const), count: fc.integer({ min: 1, max: 400 }) }),
    fc.record({ do: fc.constant('end' as const) }),
    fc.record({ do: fc.constant('fail' as const) }),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: PRUNE_SAFETY_LIMIT, max: 600 }),
      fc.integer({ min: 0, max: 5000 }),
      fc.array(step, { maxLength: 30 }),
      async (kept, start, steps) => {
        const chain = new FakeChain();
        chain.topoheight = start;
        const pruner = chain.prunerOf(kept);
        const addBlocks = async (count: number): Promise<void> => {
          for (let i = 0; i < count; i++) {
            chain.topoheight++;
            pruner.wake();
          }
          await settle();
        };
        for (const each of steps) {
          if (each.do === 'blocks') await addBlocks(each.count);
          else chain.cut?.end(each.do === 'fail' ? new Error('no room') : undefined);
          await settle();
          if (chain.cut !== undefined) expect(chain.cut.below).toBeLessThanOrEqual(chain.topoheight - kept);
        }
        // After a failure the next try comes with the blocks of one more cut.
        await addBlocks(100);
        while (chain.cut !== undefined) {
          chain.cut.end();
          await settle();
        }
        const history = chain.topoheight - chain.prunedBelow;
        expect(history).toBeGreaterThanOrEqual(Math.min(kept, chain.topoheight));
        expect(history).toBeLessThan(kept + 100);
        await pruner.close();
      },
    ),
  );
});

test('a node that stops waits for the cut under way, and for no other', async () => {
  const chain = new FakeChain();
  chain.topoheight = 100_000;
  const pruner = chain.prunerOf(240);
  pruner.wake();
  await settle();
  expect(chain.cut?.below).toBe(1000);
  let isClosed = false;
  const closing = pruner.close().then(() => {
    isClosed = true;
  });
  await settle();
  expect(isClosed).toBe(false);
  chain.cut?.end();
  await closing;
  pruner.wake();
  await settle();
  expect(chain.cut).toBeUndefined();
  expect(chain.prunedBelow).toBe(1000);
});

test('a cut that fails is reported with its next try', async () => {
  const chain = new FakeChain();
  chain.topoheight = 500;
  const pruner = chain.prunerOf(240);
  pruner.wake();
  await settle();
  chain.cut?.end(new Error('no room'));
  await settle();
  expect(chain.warnings).toEqual(['history was not cut; the next try is at topoheight 600']);
  chain.topoheight = 599;
  pruner.wake();
  await settle();
  expect(chain.cut).toBeUndefined();
  chain.topoheight = 600;
  pruner.wake();
  await settle();
  expect(chain.cut?.below).toBe(360);
});
