// A thread that sleeps until it is woken, and notes when it runs.
import { workerData } from 'node:worker_threads';

const { words, acknowledged, times, i } = workerData;
for (let seen = 0; ; ) {
  Atomics.wait(words, i, seen);
  times[i] = Number(process.hrtime.bigint()) / 1000;
  seen = Atomics.load(words, i);
  Atomics.store(acknowledged, i, seen);
  Atomics.notify(acknowledged, i);
}
