import { AsyncLocalStorage } from 'node:async_hooks';
import { readdirSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Worker } from 'node:worker_threads';
import { baselineRules } from '@tos/runtime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seededRandom } from '../../transaction/test/mutate-wire.ts';
import { type BlockExecutor, createBlockExecutor } from '../src/index.ts';
import { contextOver, describeOutcome, INJECTED_VERIFIER } from './block-fixture.ts';
import { Fault } from './fixtures/injected-verifier.mjs';
import { transferBlock } from './worker-blocks.ts';

// Real threads are killed at every stage of a block: by their own verifier where the stage is inside a job, from outside elsewhere.
// `npm test` kills a hundred threads, `npm run test:deep` two thousand.
const DEATHS = 100 * Math.min(20, Number(process.env['TOS_TEST_FACTOR'] ?? 1));
const DEATHS_A_LIFE = 4;
// How many executors live at a time: each waits most of the time.
const LANES = 6;
const WORKERS = 2;
const SENDERS = 40;

/** Tests one executor from its creation to its end. */
interface Life {
  readonly threads: Worker[];
  executor: BlockExecutor;
}
const story: AsyncLocalStorage<Life> = new AsyncLocalStorage();

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

type Random = (limit: number) => number;
type Execute = (fault?: (i: number) => number) => Promise<void>;

/** Ends one thread as if it had exited by itself, without the pool knowing. */
async function kill(random: Random): Promise<void> {
  const threads = story.getStore()?.threads ?? [];
  await threads[random(threads.length)]?.terminate();
}

const stages: Record<string, (random: Random, execute: Execute) => Promise<void>> = {
  'before it wakes': async (random, execute) => {
    const killed = kill(random);
    await execute();
    await killed;
  },
  'after it woke': (_, execute) => execute(() => Fault.EXIT),
  'in the middle of its claims': (random, execute) => {
    const from = random(SENDERS);
    return execute((i) => (i >= from ? Fault.EXIT : Fault.SLOW));
  },
  'by an error in the middle': (random, execute) => {
    const from = random(SENDERS);
    return execute((i) => (i >= from ? Fault.THROW : Fault.SLOW));
  },
  'somewhere in a block': async (random, execute) => {
    const executed = execute(() => Fault.SLOW);
    await sleep(random(6));
    await kill(random);
    await executed;
  },
  'before its ACK': (_, execute) => execute((i) => (i >= SENDERS - 2 ? Fault.EXIT : Fault.NONE)),
  'after its ACK': async (random, execute) => {
    await execute();
    const killed = kill(random);
    await execute();
    await killed;
  },
  'while idle': async (random, execute) => {
    await kill(random);
    await execute();
  },
};

/** Counts the threads of this process, and what keeps its event loop alive. */
function census(): { threads: number; ports: number } {
  return {
    threads: readdirSync('/proc/self/task').length,
    ports: process.getActiveResourcesInfo().filter((name) => name === 'MessagePort' || name === 'Worker').length,
  };
}

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

describe.runIf(process.platform === 'linux')('real threads, killed at every stage', () => {
  const seed = 20;
  const names = Object.keys(stages);
  const died: Record<string, number> = {};
  const heaps: number[] = [];
  let reference: BlockExecutor;
  let deaths = 0;
  const counted = (thread: Worker): void => {
    const { threads = [] } = story.getStore() ?? {};
    threads.push(thread);
    thread.once('exit', () => {
      deaths++;
      threads.splice(threads.indexOf(thread), 1);
    });
  };
  beforeAll(() => {
    process.on('worker', counted);
    reference = createBlockExecutor({ setting: 'sequential', verifierModule: INJECTED_VERIFIER });
  });
  afterAll(async () => {
    process.off('worker', counted);
    await reference.close();
  });

  async function execute(
    { executor }: Life,
    random: Random,
    fault: (i: number) => number,
    what: string,
  ): Promise<void> {
    const { batch, state } = transferBlock(random, SENDERS, fault);
    const policy = random(2) === 0 ? 'build' : 'validate';
    const options = { policy, rules: baselineRules } as const;
    const outcome = await executor.execute(batch, contextOver(state), options);
    const expected = await reference.execute(batch, contextOver(state), options);
    expect(describeOutcome(outcome), `${what}, ${policy}`).toEqual(describeOutcome(expected));
  }

  async function live(life: Life, random: Random, number: string): Promise<void> {
    const run: Execute = (fault = () => Fault.NONE) => execute(life, random, fault, `seed ${seed}, life ${number}`);
    // At the start, a thread ends before it is ready, and the first block comes while other threads are loading.
    if (random(2) === 0) await kill(random);
    for (let n = 0; n < DEATHS_A_LIFE; n++) {
      const name = names[random(names.length)]!;
      died[name] = (died[name] ?? 0) + 1;
      await stages[name]!(random, run);
      // The next death comes at once, or when another thread has taken the place of the dead one.
      if (random(2) === 0) await sleep(random(200));
      await run();
    }
    const killed = random(2) === 0 ? kill(random) : undefined;
    await life.executor.close();
    await killed;
  }

  async function livesOf(lane: number, until: number): Promise<void> {
    const random = seededRandom(seed + lane);
    for (let n = 0; deaths < until; n++) {
      const life: Partial<Life> = { threads: [] };
      await story.run(life as Life, async () => {
        life.executor = createBlockExecutor({
          setting: 'parallel',
          workers: WORKERS,
          verifierModule: INJECTED_VERIFIER,
        });
        await live(life as Life, random, `${lane}.${n}`);
      });
      collectGarbage();
      heaps.push(process.memoryUsage().heapUsed);
    }
  }

  test(`${DEATHS} deaths: same results, no hang, nothing left behind`, async () => {
    const lanes = Array.from({ length: LANES }, (_, lane) => lane);
    await Promise.all(lanes.map((lane) => livesOf(lane, 1))); // warm-up
    const before = await settled();
    heaps.length = 0;
    const until = deaths + DEATHS;
    await Promise.all(lanes.map((lane) => livesOf(LANES + lane, until)));
    const after = await settled();

    expect(Object.keys(died).toSorted()).toEqual(names.toSorted());
    expect(after.threads, 'threads').toBeLessThanOrEqual(before.threads);
    expect(after.ports, 'ports and workers').toBeLessThanOrEqual(before.ports);
    // Anything that grows with every death is a leak.
    const third = Math.ceil(heaps.length / 3);
    const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!;
    const growth = median(heaps.slice(-third)) - median(heaps.slice(0, third));
    expect(growth / DEATHS, 'bytes of heap a death').toBeLessThan(50_000);
  }, 1_800_000);
});

/** Takes the census once all ending threads have ended. */
async function settled(): Promise<ReturnType<typeof census>> {
  let last = census();
  for (let n = 0; n < 50; n++) {
    await sleep(20);
    const next = census();
    if (n > 5 && next.threads === last.threads && next.ports === last.ports) return next;
    last = next;
  }
  return last;
}
