import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { brokenInThreads, brokenModule, leftovers, ThreadModules } from '../../tasks/test/thread-modules.ts';
import { VerificationPool } from '../src/verification/verification-pool.ts';
import { loadVerifier } from '../src/verification/verifier-module.ts';
import { signature } from './block-parts.ts';
import { manyRecords } from './worker-blocks.ts';

let modules: ThreadModules;
beforeAll(() => {
  modules = new ThreadModules();
});
afterAll(() => modules.remove());

describe.each(Object.entries(leftovers))('a verifier that leaves behind: %s', (name, leave) => {
  test('every verdict is right, later ones too, and closing ends', async () => {
    const url = modules.write(
      `verifier ${name}`,
      `export const createVerifier = () => ({
        name: 'leaves something behind',
        verify: () => true,
        verifyBatch(_, from, to, verdicts) {
          if (!isMainThread) { ${leave}; }
          verdicts.fill(1, from, to);
        },
      });`,
    ).href;
    const options = { cacheBytes: 0 };
    const pool = new VerificationPool(
      { workers: 1, verifierUrl: url, verifierOptions: options },
      await loadVerifier(url, options),
    );
    await pool.started();
    expect(pool.healthyWorkers).toBe(1);
    for (let run = 0; run < 3; run++) {
      const records = manyRecords(40, () => signature(true));
      const { verdicts } = await pool.start(records, false).finish();
      for (let slot = 0; slot < records.count; slot++) expect(pool.verdictOf(records, verdicts, slot)).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await pool.close();
  });
});

describe.each(Object.entries(brokenInThreads))('a module of which in threads: %s', (name, [code, cause]) => {
  test('main verifies, and metrics say why', async () => {
    const exported = `export const createVerifier = () => {
      if (!isWhole) throw new Error('not whole');
      return { name: 'x', verify: () => true, verifyBatch: (_, from, to, verdicts) => void verdicts.fill(1, from, to) };
    };`;
    const verifierUrl = modules.write(name, brokenModule(code, exported)).href;
    const options = { cacheBytes: 0 };
    const settings = { workers: 2, verifierUrl, verifierOptions: options };
    const pool = new VerificationPool(settings, await loadVerifier(verifierUrl, options));
    await pool.started();
    const { verdicts } = await pool
      .start(
        manyRecords(20, () => signature(true)),
        false,
      )
      .finish();
    expect(new Set(verdicts)).toEqual(new Set([1]));
    expect(pool.metrics()).toMatchObject({
      workersHealthy: 0,
      lastWorkerFault: expect.stringContaining(cause === '' ? 'not whole' : cause),
    });
    await pool.close();
  });
});
