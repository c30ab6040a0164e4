import { Verdict } from '@tos/crypto';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { VerificationPool } from '../src/verification/verification-pool.ts';
import { loadVerifier } from '../src/verification/verifier-module.ts';
import { INJECTED_VERIFIER } from './block-fixture.ts';
import { signature } from './block-parts.ts';
import { Fault } from './fixtures/injected-verifier.mjs';
import { manyRecords } from './worker-blocks.ts';

const OPTIONS = { cacheBytes: 0 };

let pool: VerificationPool;
afterEach(() => pool.close());

async function createPool(workers: number): Promise<VerificationPool> {
  pool = new VerificationPool(
    { workers, verifierUrl: INJECTED_VERIFIER.href, verifierOptions: OPTIONS },
    await loadVerifier(INJECTED_VERIFIER.href, OPTIONS),
  );
  await pool.started();
  return pool;
}

describe('verification pool', () => {
  test.each([0, 1, 2, 3, 7])('%i workers: every record gets its verdict', async (workers) => {
    await createPool(workers);
    expect(pool.healthyWorkers).toBe(workers);
    for (const count of [0, 1, 2, 3, 19, 300]) {
      const records = manyRecords(count, (i) => signature(i % 3 !== 0, Fault.SLOW));
      const { verdicts } = await pool.start(records, false).finish();
      const expected = Array.from({ length: count }, (_, i) => (i % 3 === 0 ? Verdict.BAD : Verdict.GOOD));
      expect([...verdicts], `${count} records`).toEqual(expected);
    }
  });

  test('stopping at a bad signature leaves no gap before it', async () => {
    await createPool(2);
    for (let bad = 0; bad < 200; bad += 7) {
      const records = manyRecords(200, (i) => signature(i !== bad));
      const { verdicts } = await pool.start(records, true).finish();
      expect([...verdicts.subarray(0, bad + 1)], `bad ${bad}`).toEqual([
        ...new Array(bad).fill(Verdict.GOOD),
        Verdict.BAD,
      ]);
    }
  });

  test('a limit spares the records behind it', async () => {
    await createPool(1);
    const records = manyRecords(500, () => signature(true, Fault.SLOW));
    const run = pool.start(records, true);
    run.limitTo(10);
    const { verdicts } = await run.finish();
    expect([...verdicts.subarray(0, 10)]).toEqual(new Array(10).fill(Verdict.GOOD));
    expect(verdicts.filter((verdict) => verdict !== Verdict.UNKNOWN).length).toBeLessThan(100);
  });

  test('runs that are asked for at once follow one another: each has its own verdicts and limits, also after one that failed', async () => {
    await createPool(2);
    const onMainVerification = (): void => {
      Reflect.deleteProperty(globalThis, 'onMainVerification');
      throw new Error('main failed');
    };
    Object.assign(globalThis, { onMainVerification });
    onTestFinished(() => {
      Reflect.deleteProperty(globalThis, 'onMainVerification');
    });
    const runs = Array.from({ length: 12 }, (_, nth) => {
      // Enough in the first run for main to take some, whatever the workers do.
      const count = nth === 0 ? 2000 : 40 * nth;
      const records = manyRecords(count, (i) => signature(i % (nth + 2) !== 0, nth === 0 ? Fault.SLOW : undefined));
      const run = pool.start(records, false);
      if (nth % 3 === 2) run.limitTo(10);
      return run;
    });
    // Nobody has to finish them in the order of their starts.
    const results = await Promise.allSettled(runs.map((run) => run.finish()).reverse());
    results.reverse();
    expect(results[0]).toMatchObject({ status: 'rejected', reason: new Error('main failed') });
    for (const [nth, result] of results.entries()) {
      if (nth === 0) continue;
      if (result.status === 'rejected') throw result.reason;
      const { verdicts } = result.value;
      expect(verdicts.length, `run ${nth}`).toBe(40 * nth);
      const end = nth % 3 === 2 ? 10 : verdicts.length;
      const expected = Array.from({ length: end }, (_, i) => (i % (nth + 2) === 0 ? Verdict.BAD : Verdict.GOOD));
      expect([...verdicts.subarray(0, end)], `run ${nth}`).toEqual(expected);
    }
  });

  test('when main fails in a run, its memory, which workers are still at, is not used again', async () => {
    await createPool(1);
    const seen: ArrayBufferLike[] = [];
    const onMainVerification = ({ buffer }: Uint8Array): void => {
      seen.push(buffer);
      if (seen.length === 1) throw new Error('main failed');
    };
    Object.assign(globalThis, { onMainVerification });
    onTestFinished(() => {
      Reflect.deleteProperty(globalThis, 'onMainVerification');
    });
    // These are more than the worker can take before main takes its first.
    const slow = manyRecords(2000, () => signature(true, Fault.SLOW));
    await expect(pool.start(slow, false).finish()).rejects.toThrow('main failed');
    const { verdicts } = await pool.start(manyRecords(500), false).finish();
    expect([...verdicts]).toEqual(new Array(500).fill(Verdict.GOOD));
    expect(seen.slice(1)).not.toContain(seen[0]);
  });

  test.each(['THROW', 'EXIT', 'HANG'] as const)('%s: the worker is missed, replaced, and works again', async (name) => {
    await createPool(1);
    const fail = () =>
      pool
        .start(
          manyRecords(60, () => signature(true, Fault[name])),
          false,
        )
        .finish();
    // The loop goes on until the worker has taken a faulty record: on one core, or a busy one, main may take them all.
    let { verdicts } = await fail();
    while (!verdicts.includes(Verdict.UNKNOWN)) ({ verdicts } = await fail());
    // Records that main claimed have a verdict; those that the worker had claimed have none.
    expect(verdicts.filter((verdict) => verdict !== Verdict.UNKNOWN && verdict !== Verdict.GOOD)).toEqual(
      new Uint8Array(),
    );
    // A thread that hangs is replaced only once it has been silent for seconds.
    while (pool.healthyWorkers === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(pool.metrics().workerRestarts).toBe(1);
    const again = await pool
      .start(
        manyRecords(60, () => signature(true, Fault.SLOW)),
        false,
      )
      .finish();
    expect(new Set(again.verdicts)).toEqual(new Set([Verdict.GOOD]));
    expect(pool.healthyWorkers).toBe(1);
  });

  test('a module that does not load gives a pool without workers, which still works', async () => {
    const verifier = await loadVerifier(INJECTED_VERIFIER.href, OPTIONS);
    pool = new VerificationPool(
      { workers: 2, verifierUrl: 'file:///does/not/exist.mjs', verifierOptions: OPTIONS },
      verifier,
    );
    await pool.started();
    expect(pool.healthyWorkers).toBe(0);
    const { verdicts } = await pool
      .start(
        manyRecords(30, () => signature(true)),
        false,
      )
      .finish();
    expect(new Set(verdicts)).toEqual(new Set([Verdict.GOOD]));
  });
});
