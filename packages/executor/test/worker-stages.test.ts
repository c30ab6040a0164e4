import { baselineRules } from '@tos/runtime';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { seededRandom } from '../../transaction/test/mutate-wire.ts';
import { type BlockExecutor, createBlockExecutor } from '../src/index.ts';
import { VerificationPool } from '../src/verification/verification-pool.ts';
import { loadVerifier } from '../src/verification/verifier-module.ts';
import { contextOver, describeOutcome, INJECTED_VERIFIER } from './block-fixture.ts';
import { signature } from './block-parts.ts';
import { type Act, ScriptedWorker, STAGES, type Stage, slowClock } from './scripted-threads.ts';
import { manyRecords, transferBlock } from './worker-blocks.ts';

// The executor takes its clock when it is loaded; the tests install the slow clock later.
vi.mock('../../tasks/src/threads/timers.ts', async (original) => ({
  ...(await original<object>()),
  now: () => performance.now(),
}));
vi.mock('../src/threads/start-executor-thread.ts', () => import('./scripted-threads.ts'));

// Scripted threads die, stop, lose or garble verdicts at every stage of a block. `worker-deaths.test.ts` does so with real threads.
const FACTOR = Number(process.env['TOS_TEST_FACTOR'] ?? 1);

let close: () => Promise<void> = async () => {};
let setClockBack: () => void = () => {};
afterEach(async () => {
  setClockBack();
  ScriptedWorker.script = () => 'go';
  ScriptedWorker.turnsToDie = 0;
  await close();
  expect(ScriptedWorker.living.size, 'threads left behind').toBe(0);
  vi.restoreAllMocks();
});

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await nextTurn();
}

async function createPool(workers: number): Promise<VerificationPool> {
  const options = { cacheBytes: 0 };
  const settings = { workers, verifierUrl: INJECTED_VERIFIER.href, verifierOptions: options };
  const pool = new VerificationPool(settings, await loadVerifier(INJECTED_VERIFIER.href, options));
  close = () => pool.close();
  await pool.started();
  return pool;
}

/** Returns a script that performs `act` the first time that a thread comes to `stage`, and nothing after that. */
function once(stage: Stage, act: Act): void {
  let isDone = false;
  ScriptedWorker.script = (at) => {
    if (at !== stage || isDone) return 'go';
    isDone = true;
    return act;
  };
}

/** Moves the clock of the process, so that every wait with a deadline has lasted long enough. */
function pass(ms: number): void {
  const { now } = performance;
  vi.spyOn(performance, 'now').mockImplementation(() => now.call(performance) + ms);
}

describe('one job', () => {
  test('what a thread still works on is waited for: an ACK is for one job', async () => {
    const pool = await createPool(1);
    const records = manyRecords(40);
    const before = pool.start(records, false);
    await turns(5); // The thread has begun, so that there is an ACK of an older job.
    await before.finish();
    let isReleased = false;
    ScriptedWorker.script = (stage) => (stage === 'claimed' && !isReleased ? 'wait' : 'go');
    let isFinished = false;
    const run = pool.start(records, false);
    await turns(5); // The thread has its claim before main begins to help.
    const finished = run.finish().then((result) => {
      isFinished = true;
      return result;
    });
    await turns(20);
    expect(isFinished, 'finished while a claim was out').toBe(false);
    isReleased = true;
    expect([...(await finished).verdicts]).toEqual(new Array(40).fill(1));
  });

  test('a thread that has not begun is not waited for, and never begins', async () => {
    const seen = new Set<ArrayBufferLike>();
    Object.assign(globalThis, { onMainVerification: ({ buffer }: Uint8Array) => seen.add(buffer) });
    try {
      const pool = await createPool(1);
      const records = manyRecords(40);
      let isReleased = false;
      const stages: Stage[] = [];
      ScriptedWorker.script = (stage) => {
        if (stage === 'woken' && !isReleased) return 'wait';
        stages.push(stage);
        return 'go';
      };
      for (let job = 0; job < 3; job++) {
        const run = pool.start(records, false);
        await turns(5);
        const { verdicts, claims } = await run.finish();
        expect([...verdicts]).toEqual(new Array(40).fill(1));
        expect(new Set(claims.thread)).toEqual(new Set([0]));
      }
      isReleased = true;
      await turns(20);
      expect(stages, 'the offer was taken back').not.toContain('begun');
      expect(seen.size, 'nobody else knows the memory').toBe(1);
      expect(pool.healthyWorkers).toBe(1);
      const run = pool.start(records, false);
      await turns(20);
      expect([...(await run.finish()).verdicts]).toEqual(new Array(40).fill(1));
      expect(stages).toContain('claimed');
    } finally {
      Reflect.deleteProperty(globalThis, 'onMainVerification');
    }
  });

  test('after a fault, nobody uses the memory that the thread knows', async () => {
    const seen = new Set<ArrayBufferLike>();
    Object.assign(globalThis, { onMainVerification: ({ buffer }: Uint8Array) => seen.add(buffer) });
    try {
      const pool = await createPool(1);
      const records = manyRecords(40);
      await pool.start(records, false).finish();
      await pool.start(records, false).finish();
      expect(seen.size, 'blocks of like size share a memory').toBe(1);
      once('begun', 'die');
      const run = pool.start(records, false);
      await turns(5); // The thread has begun before main takes the offer back.
      await run.finish();
      const known = [...seen];
      seen.clear();
      await pool.start(records, false).finish();
      expect(known.filter((memory) => seen.has(memory))).toEqual([]);
    } finally {
      Reflect.deleteProperty(globalThis, 'onMainVerification');
    }
  });

  test('a thread that is silent is ended, and gone before another takes its place', async () => {
    const pool = await createPool(1);
    once('claimed', 'hang');
    ScriptedWorker.turnsToDie = 30;
    const [silent] = ScriptedWorker.living;
    const run = pool.start(manyRecords(40), false);
    await turns(5);
    const finished = run.finish();
    await turns(5);
    pass(5_001);
    silent?.stir(); // Whoever waits for ACK looks again.
    await finished;
    expect(pool.healthyWorkers).toBe(0);
    for (let turn = 0; turn < 10_000 && pool.healthyWorkers === 0; turn++) {
      expect(ScriptedWorker.living.size, `threads at turn ${turn}`).toBeLessThanOrEqual(1);
      await nextTurn();
    }
    expect(pool.healthyWorkers).toBe(1);
    expect(ScriptedWorker.living).not.toContain(silent);
  });

  /** Runs twenty jobs, in the fourth of which a thread dies. @returns how many threads are healthy in the end */
  async function jobsWithDeath(stage: Stage): Promise<number> {
    const pool = await createPool(2);
    for (let job = 0; job < 20; job++) {
      if (job === 3) once(stage, 'die');
      const run = pool.start(
        manyRecords(60, (i) => signature(i !== 17)),
        false,
      );
      await turns(job % 3);
      const { verdicts } = await run.finish();
      for (const [i, verdict] of verdicts.entries())
        expect([0, i === 17 ? 2 : 1], `job ${job}: ${i}`).toContain(verdict);
      await turns(5);
    }
    for (let turn = 0; turn < 10_000 && pool.healthyWorkers < 2; turn++) await nextTurn();
    return pool.healthyWorkers;
  }

  const duringJobs = ['woken', 'begun', 'claimed', 'verified', 'before ACK'] as const;
  test.each(duringJobs)(
    'a thread that dies at "%s" is replaced, and every verdict is right or missing',
    async (stage) => {
      expect(await jobsWithDeath(stage)).toBe(2);
    },
  );

  test.each(['after ACK', 'idle'] as const)('a thread that dies at "%s" is replaced', async (stage) => {
    expect(await jobsWithDeath(stage)).toBe(2);
  });

  test('a thread that dies before it is ready is done without', async () => {
    once('start', 'die');
    const pool = await createPool(2);
    expect(pool.healthyWorkers).toBe(1);
    expect([...(await pool.start(manyRecords(60), false).finish()).verdicts]).toEqual(new Array(60).fill(1));
  });
});

describe('blocks', () => {
  let executor: BlockExecutor;
  let reference: BlockExecutor;
  const create = (): void => {
    executor = createBlockExecutor({ setting: 'parallel', workers: 2, verifierModule: INJECTED_VERIFIER });
    reference = createBlockExecutor({ setting: 'sequential', verifierModule: INJECTED_VERIFIER });
    close = async () => {
      await executor.close();
      await reference.close();
    };
  };

  test.each([1, 2, 3])('any interleaving of faults: the result of the sequential executor (seed %i)', async (seed) => {
    const random = seededRandom(seed);
    const acts: readonly Act[] = ['wait', 'wait', 'wait', 'lose', 'garble'];
    setClockBack = slowClock(seededRandom(seed + 100));
    const done: Record<Act, number> = { go: 0, wait: 0, lose: 0, garble: 0, die: 0, hang: 0 };
    const perform = (act: Act): Act => {
      done[act]++;
      return act;
    };
    ScriptedWorker.script = (stage) => {
      if (random(150) === 0 && stage !== 'start') return perform('die');
      const act = random(3) === 0 ? acts[random(acts.length)]! : 'go';
      return perform((act === 'lose' || act === 'garble') && stage !== 'claimed' ? 'go' : act);
    };
    create();
    for (let n = 0; n < 500 * FACTOR; n++) {
      // A pool whose threads keep dying stops replacing them; a new pool has all of its restarts.
      if (n % 25 === 24) {
        await close();
        create();
      }
      ScriptedWorker.turnsToDie = random(4);
      const { batch, state } = transferBlock(random, 1 + random(30));
      const policy = random(2) === 0 ? 'build' : 'validate';
      const expected = await reference.execute(batch, contextOver(state), { policy, rules: baselineRules });
      const outcome = await executor.execute(batch, contextOver(state), { policy, rules: baselineRules });
      expect(describeOutcome(outcome), `seed ${seed}, block ${n}, ${policy}`).toEqual(describeOutcome(expected));
      // Main verifies again what a thread has garbled: such a signature is in a claim of both.
      const claimed = outcome.report.trace.claims.flatMap(({ transactions }) => transactions);
      if (policy === 'build') expect(new Set(claimed).size, `seed ${seed}, block ${n}`).toBe(batch.count);
      const again = claimed.length - new Set(claimed).size;
      expect(again, `seed ${seed}, block ${n}`).toBeLessThanOrEqual(done.garble * batch.count);
    }
    for (const act of ['wait', 'lose', 'garble', 'die'] as const) expect(done[act], act).toBeGreaterThan(3);
  });

  test('a signature that main had to verify again is among the verified ones', async () => {
    ScriptedWorker.script = (stage) => (stage === 'claimed' ? 'lose' : 'go');
    setClockBack = slowClock(seededRandom(10));
    create();
    const { batch, state } = transferBlock(seededRandom(9), 190);
    const { report } = await executor.execute(batch, contextOver(state), { policy: 'build', rules: baselineRules });
    expect(report.verified).toBe(batch.count);
    // The claims that were lost are none.
    const { claims } = report.trace;
    expect(claims.map(({ thread }) => thread).filter((thread) => thread !== 0)).toEqual([]);
    const claimed = claims.flatMap(({ transactions }) => transactions).sort((a, b) => a - b);
    expect(claimed).toEqual(Array.from({ length: batch.count }, (_, i) => i));
  });

  test('the claims of all threads are in the trace', async () => {
    setClockBack = slowClock(seededRandom(12));
    create();
    const { batch, state } = transferBlock(seededRandom(11), 190);
    const { report } = await executor.execute(batch, contextOver(state), { policy: 'build', rules: baselineRules });
    const { claims, threads } = report.trace;
    expect(threads).toBe(3);
    expect([...new Set(claims.map(({ thread }) => thread))].sort()).toEqual([0, 1, 2]);
    const claimed = claims.flatMap(({ transactions }) => transactions).sort((a, b) => a - b);
    expect(claimed).toEqual(Array.from({ length: batch.count }, (_, i) => i));
  });

  test('closing while threads are at any stage ends them all', async () => {
    for (const stage of STAGES) {
      create();
      const { batch, state } = transferBlock(seededRandom(7), 20);
      await executor.execute(batch, contextOver(state), { policy: 'build', rules: baselineRules });
      once(stage, 'die');
      const last = transferBlock(seededRandom(8), 20);
      const execution = executor.execute(last.batch, contextOver(last.state), {
        policy: 'build',
        rules: baselineRules,
      });
      const closed = executor.close();
      expect((await execution).refused, stage).toBeNull();
      await closed;
      await reference.close();
      expect(ScriptedWorker.living.size, stage).toBe(0);
    }
  });
});
