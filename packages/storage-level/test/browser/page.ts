// Runs in a browser: the example, then random histories on IndexedDB and in memory, which must hold the same after each step and in every snapshot.
import { contentDigest, createMemoryStorage, type Storage, type StorageReader } from '@tos/state';
import { Random, RandomHistory, type Step } from '@tos/storage-testkit';
import { BrowserLevel } from 'browser-level';
import { createLevelStorage } from '../../src/index.ts';

const RUNS = 4;
const STEPS = 40;
/** Snapshots that are held at once, across later steps. */
const HELD = 3;

interface Held {
  readonly snapshots: readonly [Awaited<ReturnType<Storage['snapshot']>>, Awaited<ReturnType<Storage['snapshot']>>];
  readonly name: string;
}

try {
  const printed: unknown[][] = [];
  const { log } = console;
  console.log = (...values) => printed.push(values.map(String));
  // @ts-expect-error The example is JavaScript without types.
  await import('../../examples/in-a-browser.js');
  console.log = log;
  const seed = Number(new URL(location.href).searchParams.get('seed'));
  let compared = 0;
  for (let run = 0; run < RUNS; run++) compared += await compare(run, new Random(seed + run));
  await report({ printed, compared });
} catch (error) {
  await report({ error: error instanceof Error ? `${error.message}\n${error.stack}` : String(error) });
}

async function compare(run: number, random: Random): Promise<number> {
  const open = async (): Promise<Storage> => {
    // Little waits in memory, so that the table of newest versions is written too.
    const options = { durability: 'process', pendingBytes: run % 2 === 0 ? 0 : 500 } as const;
    const opened = createLevelStorage(new BrowserLevel(`run-${run}`), options);
    await opened.open();
    return opened;
  };
  let stored = await open();
  const memory = createMemoryStorage();
  await memory.open();
  const history = new RandomHistory(random, true);
  const held: Held[] = [];
  let compared = 0;
  const release = async (): Promise<void> => {
    const [oldest] = held.splice(0, 1);
    if (oldest === undefined) return;
    const { snapshots, name } = oldest;
    await assertEqual(snapshots, `a snapshot from ${name}`);
    for (const snapshot of snapshots) await snapshot.close();
    compared++;
  };
  for (let number = 0; number < STEPS; number++) {
    const step = history.next();
    const name = `run ${run}, step ${number} (${step.kind})`;
    if (step.kind === 'reopen') {
      while (held.length > 0) await release();
      await stored.close();
      stored = await open();
    } else {
      const before = stored.snapshot();
      for (const done of [apply(stored, step), apply(memory, step)]) await done;
      await (await before).close();
    }
    await assertEqual([stored, memory], name);
    held.push({ snapshots: [await stored.snapshot(), await memory.snapshot()], name });
    if (held.length > HELD) await release();
    compared++;
  }
  while (held.length > 0) await release();
  for await (const problem of stored.problems()) throw new Error(`run ${run}: ${problem}`);
  await stored.close();
  return compared;
}

async function apply(storage: Storage, step: Step): Promise<void> {
  if (step.kind === 'commit') await storage.commit(step.change);
  else if (step.kind === 'prune') await storage.prune(step.below);
  else if (step.kind === 'putBlock') await storage.putBlock(step.block);
}

async function assertEqual(readers: readonly StorageReader[], name: string): Promise<void> {
  const states = await Promise.all(
    readers.map(async (reader) => {
      const { head, prunedBelow } = (await reader.metadata()) ?? {};
      return JSON.stringify([head?.height, prunedBelow, [...(await contentDigest(reader))]]);
    }),
  );
  if (new Set(states).size > 1) throw new Error(`${name}: the states differ: ${states.join(' and ')}`);
}

async function report(result: object): Promise<void> {
  await fetch('/result', { method: 'POST', body: JSON.stringify(result) });
}
