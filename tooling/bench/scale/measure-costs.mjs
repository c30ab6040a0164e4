// What the simulation needs to know of this machine: what one thing takes that a thread does, in microseconds.
import { Worker } from 'node:worker_threads';
import { createWasmVerifier } from '../../../packages/crypto/dist/wasm/index.js';
import { jobSize, writeJob } from '../../../packages/executor/dist/verification/job-layout.js';
import { claimNext } from '../../../packages/executor/dist/verification/verify-claims.js';
import { median } from '../statistics.mjs';

const THREADS = 4;
const REPEATS = 200;
const SLEEP_MS = 2;

/**
 * Measures waking: threads that sleep are woken one after the other.
 * @returns {{ offerUs: number, wakeUs: number }} what main takes per thread; how long after that the thread runs
 */
export async function threadCosts() {
  const shared = new SharedArrayBuffer(8 * THREADS);
  const words = new Int32Array(shared, 0, THREADS);
  const acknowledged = new Int32Array(shared, 4 * THREADS, THREADS);
  const times = new Float64Array(new SharedArrayBuffer(8 * THREADS));
  const file = new URL('wake-thread.mjs', import.meta.url);
  const workers = Array.from(
    { length: THREADS },
    (_, i) => new Worker(file, { workerData: { words, acknowledged, times, i } }),
  );
  const offers = [];
  const wakes = [];
  for (let round = 1; round <= REPEATS; round++) {
    await new Promise((resolve) => setTimeout(resolve, SLEEP_MS));
    const i = round % THREADS;
    const before = acknowledged[i];
    const started = microseconds();
    Atomics.store(words, i, round);
    Atomics.notify(words, i);
    const offered = microseconds();
    if (Atomics.load(acknowledged, i) === before) await Atomics.waitAsync(acknowledged, i, before).value;
    offers.push(offered - started);
    wakes.push(times[i] - started);
  }
  await Promise.all(workers.map((worker) => worker.terminate()));
  return { offerUs: median(offers), wakeUs: median(wakes) };
}

/** Measures `claimNext` over jobs of several numbers of lanes. @returns the microseconds of a claim by the number of threads */
export function claimCosts(records, threads) {
  const memory = new SharedArrayBuffer(jobSize(records.count, records.bytes.length));
  const claim = { from: 0, to: 0 };
  const costs = new Map(
    threads.map((n) => {
      const samples = [];
      for (let round = 0; round < 30; round++) {
        const job = writeJob(memory, records, n, false, 0);
        const started = performance.now();
        let count = 0;
        while (claimNext(job, count % n, 16, claim)) count++;
        samples.push((1000 * (performance.now() - started)) / count);
      }
      return [n, median(samples)];
    }),
  );
  return (n) => costs.get(n);
}

/** Measures the verification of claims of 1 to 16 signatures, without tables of keys. @returns the microseconds of a claim by its size */
export function signatureCosts(records) {
  const verifier = createWasmVerifier({ cacheBytes: 0 });
  const verdicts = new Uint8Array(records.count);
  const sizes = Array.from({ length: 16 }, (_, i) => i + 1);
  const costs = sizes.map((size) => {
    const samples = [];
    for (let from = 0; from + size <= records.count && samples.length < 40; from += size) {
      const started = performance.now();
      verifier.verifyBatch(records, from, from + size, verdicts);
      samples.push(1000 * (performance.now() - started));
    }
    return median(samples);
  });
  return (size) => costs[size - 1];
}

/** A clock that all threads share. */
function microseconds() {
  return Number(process.hrtime.bigint()) / 1000;
}
