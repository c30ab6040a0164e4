import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createTaskExecutor, type TaskExecutor, type TaskExecutorOptions } from '../src/index.ts';
import { describeRun, describeValue, SCRIPT_TASKS, type Script, type Step, scriptTask } from './script.ts';

let executor: TaskExecutor | undefined;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tos-tasks-'));
});
afterEach(async () => {
  await executor?.close();
  executor = undefined;
  rmSync(folder, { recursive: true, force: true });
});

function start(options: Partial<TaskExecutorOptions> = {}): TaskExecutor {
  executor = createTaskExecutor({ workerModule: SCRIPT_TASKS, setting: 'parallel', workers: 2, ...options });
  return executor;
}

/** Forty tasks over five keys, each of which reads and writes one key. @param steps of some tasks, before the reads and writes */
function chains(steps: Record<number, Step[]>): Script[] {
  return Array.from({ length: 40 }, (_, i) => ({
    steps: [...(steps[i] ?? []), ['get', `k${i % 5}`], ['copy', `k${i % 5}`], ['add', 'total', 1]],
    access: { writes: [`k${i % 5}`], adds: [{ key: 'total' }] },
  }));
}

async function run(scripts: readonly Script[], options: Partial<TaskExecutorOptions> = {}): Promise<string[]> {
  return describeRun(await start(options).run(scripts.map(scriptTask), { state: new Map() }));
}

/** Returns what a run gives without faults: on main, where the scripts do not end their thread. */
async function faultless(scripts: readonly Script[]): Promise<string[]> {
  const main = createTaskExecutor({ workerModule: SCRIPT_TASKS, workers: 0 });
  const outcome = await main.run(scripts.map(scriptTask), { state: new Map() });
  await main.close();
  return describeRun(outcome);
}

// The deadline is thousands of times what a good task takes: no good task may miss it because the machine is busy elsewhere.
const DEADLINE_MS = 1500;
const endings = ['exit', 'crash', 'memory', 'hang', 'loop'];

describe('a thread that ends', () => {
  test.each(endings)('%s, once: its task runs again, and nobody can tell', async (how) => {
    const scripts = chains({
      7: [['suffer', how, join(folder, 'once')]],
      23: [['suffer', how, join(folder, 'again')]],
    });
    const options = how === 'hang' || how === 'loop' ? { deadlineMs: DEADLINE_MS } : { heapMegabytes: 32 };
    const outcome = await start(options).run(scripts.map(scriptTask), { state: new Map() });
    expect(describeRun(outcome)).toEqual(await faultless(scripts));
    expect(outcome.report.retries).toBe(2);
  });

  test.each(endings)('%s, always: its task fails alone, and those behind it see that', async (how) => {
    const isSlow = how === 'hang' || how === 'loop';
    const options = isSlow ? { deadlineMs: DEADLINE_MS } : { heapMegabytes: 32 };
    const outcome = await start(options).run(chains({ 7: [['suffer', how]] }).map(scriptTask), { state: new Map() });
    const expected = await faultless(chains({ 7: [['throw', 'in its place']] }));
    const found = describeRun(outcome);
    expect(found.toSpliced(7, 1)).toEqual(expected.toSpliced(7, 1));
    expect(outcome.results[7]).toMatchObject({
      error: isSlow
        ? { code: 'TOS_TASK_DEADLINE', details: { deadlineMs: DEADLINE_MS } }
        : { code: 'TOS_TASK_LOST', details: { attempts: 2 } },
    });
  });

  test('many at once, with one worker and with three', async () => {
    const steps = Object.fromEntries([3, 8, 39].map((i) => [i, [['suffer', 'exit'] as const]]));
    const expected = await faultless(chains(Object.fromEntries([3, 8, 39].map((i) => [i, [['throw', 'x']]]))));
    const isFine = (line: string): boolean => !line.startsWith('TOS_TASK_');
    for (const workers of [1, 3]) {
      const found = await run(chains(steps), { workers });
      expect(found.filter(isFine), `${workers} workers`).toEqual(expected.filter(isFine));
      expect(
        found.filter((line) => line.startsWith('TOS_TASK_LOST')),
        `${workers} workers`,
      ).toHaveLength(3);
      await executor?.close();
    }
  });

  test('a task of unknown access that dies is retried, and fails alone', async () => {
    const scripts = chains({});
    scripts.splice(20, 0, {
      steps: [
        ['get', 'k1'],
        ['suffer', 'exit', join(folder, 'once')],
        ['copy', 'new'],
      ],
      access: 'unknown',
    });
    expect(await run(scripts)).toEqual(await faultless(scripts));
    const deadly = scripts.with(20, {
      steps: [
        ['get', 'k1'],
        ['suffer', 'exit'],
        ['copy', 'new'],
      ],
      access: 'unknown',
    });
    const thrown = scripts.with(20, { steps: [['throw', 'x']], access: 'unknown' });
    expect((await run(deadly)).toSpliced(20, 1)).toEqual((await faultless(thrown)).toSpliced(20, 1));
  });

  test('between two runs: the next one has a new thread', async () => {
    const late: Script = { steps: [['suffer', 'crash']], access: {} };
    const outcomes = [
      await run([late, ...chains({})]),
      describeRun(await executor!.run(chains({}).map(scriptTask), { state: new Map() })),
    ];
    expect(outcomes[1]).toEqual(await faultless(chains({})));
  });
});

describe('delays change nothing', () => {
  test('slow tasks here and there', async () => {
    const steps = Object.fromEntries([0, 6, 11, 17, 26, 38].map((i) => [i, [['sleep', 10 + i] as const]]));
    expect(await run(chains(steps), { workers: 3 })).toEqual(await faultless(chains({})));
  });

  test('a run during which a deadline passes many times, but never for one task', async () => {
    // Two threads sleep 2 seconds each, in turns of 100 ms.
    const steps = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [i, [['sleep', 100] as const]]));
    expect(await run(chains(steps), { deadlineMs: DEADLINE_MS / 2 })).toEqual(await faultless(chains({})));
  });
});

describe('cancellation', () => {
  test('rejects with the reason, merges nothing, and the executor goes on', async () => {
    // None of these tasks ends before the run is aborted, however late that comes.
    const asleep = chains(Object.fromEntries(Array.from({ length: 40 }, (_, i) => [i, [['sleep', 600_000] as const]])));
    const state = new Map([['k0', new Uint8Array(1)]]);
    const controller = new AbortController();
    const running = start().run(asleep.map(scriptTask), { state, signal: controller.signal });
    setTimeout(() => controller.abort(new Error('enough')), 60);
    await expect(running).rejects.toThrow('enough');
    expect([...state]).toEqual([['k0', new Uint8Array(1)]]);
    expect(describeRun(await executor!.run(chains({}).map(scriptTask), { state: new Map() }))).toEqual(
      await faultless(chains({})),
    );
  });

  test('ends a task that would never end', async () => {
    const controller = new AbortController();
    const stuck: Script = { steps: [['suffer', 'loop']], access: {} };
    const running = start().run([stuck, stuck, stuck].map(scriptTask), { state: new Map(), signal: controller.signal });
    setTimeout(() => controller.abort(), 200);
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
    expect(describeRun(await executor!.run(chains({}).map(scriptTask), { state: new Map() }))).toEqual(
      await faultless(chains({})),
    );
  });

  test.each(['sequential', 'auto'] as const)('before it starts: %s', async (setting) => {
    const signal = AbortSignal.abort(new Error('too late'));
    await expect(start({ setting }).run([], { state: new Map(), signal })).rejects.toThrow('too late');
  });
});

describe('a state that cannot be read', () => {
  const broken = {
    get(key: string) {
      if (key === 'bad') throw new Error('disk');
      return undefined;
    },
  };

  test.each(['sequential', 'parallel', 'auto'] as const)('rejects the run, and nothing else: %s', async (setting) => {
    const declared: Script = { steps: [], access: { reads: ['bad'] } };
    await expect(start({ setting }).run([...chains({}), declared].map(scriptTask), { state: broken })).rejects.toThrow(
      'disk',
    );
    const asking: Script = { steps: [['get', 'bad']], access: 'unknown' };
    if (setting === 'parallel') {
      await expect(executor!.run([...chains({}), asking].map(scriptTask), { state: broken })).rejects.toThrow('disk');
    }
    expect(describeRun(await executor!.run(chains({}).map(scriptTask), { state: new Map() }))).toEqual(
      await faultless(chains({})),
    );
  });
});

describe('size', () => {
  test('inputs, values and outputs beyond what a ring holds', async () => {
    const large = 300_000;
    const scripts: Script[] = Array.from({ length: 12 }, (_, i) => ({
      steps: [
        ['get', 'big'],
        ['long', large],
        ['set', 'big', `${i % 10}`.repeat(large)],
        ...(i % 4 === 3 ? [['throw', 'x'] as const] : []),
      ],
      access: { writes: ['big'], reads: [`r${i}`] },
    }));
    expect(await run(scripts)).toEqual(await faultless(scripts));
  });

  test('a task of 10,000 keys', async () => {
    const keys = Array.from({ length: 10_000 }, (_, i) => `k${i}`);
    const wide: Script = {
      steps: [
        ['get', 'k9999'],
        ['set', 'k5000', 'x'],
        ['add', 'total', 2],
      ],
      access: { writes: keys, adds: [{ key: 'total' }] },
    };
    const narrow: Script = {
      steps: [
        ['get', 'k5000'],
        ['copy', 'k9999'],
      ],
      access: { writes: ['k9999', 'k5000'] },
    };
    const scripts = [narrow, wide, narrow, wide, narrow];
    expect(await run(scripts)).toEqual(await faultless(scripts));
  });

  test('10,000 readers before one writer, and behind it', async () => {
    const reader: Script = { steps: [['get', 'hot']], access: { reads: ['hot'] } };
    const writer: Script = { steps: [['set', 'hot', 'new']], access: { writes: ['hot'] } };
    const scripts = [...Array<Script>(10_000).fill(reader), writer, ...Array<Script>(1000).fill(reader)];
    const found = await run(scripts);
    expect(found.slice(0, 10_000).every((line) => line === 'hot=-')).toBe(true);
    expect(found.slice(10_001, 11_001).every((line) => line === 'hot=[new]')).toBe(true);
  });

  test('more tasks than a thread may have at a time, and than it has room for', async () => {
    const scripts: Script[] = Array.from({ length: 5000 }, (_, i) => ({
      steps: [['add', 'sum', i]],
      access: { adds: [{ key: 'sum' }] },
      cost: 1e-6,
    }));
    const found = await run(scripts, { workers: 1 });
    expect(found.at(-1)).toBe(`sum := ${describeValue(BigInt((5000 * 4999) / 2))}`);
  });

  test('a worker that is kept waiting, while another one takes its tasks again and again', async () => {
    const scripts: Script[] = Array.from({ length: 8000 }, (_, i) => ({
      steps: i % 4000 === 0 ? [['sleep', 300]] : [['add', 'sum', 1]],
      access: { adds: [{ key: 'sum' }] },
    }));
    expect((await run(scripts)).at(-1)).toBe('sum := 7998n');
    expect(describeRun(await executor!.run(scripts.map(scriptTask), { state: new Map() })).at(-1)).toBe('sum := 7998n');
  });
});
