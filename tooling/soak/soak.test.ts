import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tos-soak-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the command as `npm run soak` does once everything is built. */
async function soak(...args: string[]): Promise<{ readonly code: number; readonly output: string }> {
  const script = `
    import { main } from ${JSON.stringify(new URL('main.mjs', import.meta.url).href)};
    process.exitCode = await main(${JSON.stringify(args)}, ${JSON.stringify(folder)});`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const [code] = await once(child, 'close');
  return { code, output };
}

test('60 blocks with every fault leave nothing lost, nothing twice, and the state of sequential execution', async () => {
  const { code, output } = await soak('--blocks', '60', '--seed', '3', '--json', 'report.json');
  expect(code, output).toBe(0);
  const report = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'));
  expect(report.samples.length).toBe(60);
  const faults = report.samples.flatMap((sample: { faults: { kind: string }[] }) => sample.faults);
  const kinds = ['clock', 'clock-back', 'execution', 'full-disk', 'kill', 'reconnect', 'restart', 'revert', 'snapshot'];
  expect([...new Set(faults.map(({ kind }: { kind: string }) => kind))].sort()).toEqual(kinds);
  const page = readFileSync(join(folder, '.tos/soak/report.html'), 'utf8');
  expect(page.match(/<svg/g)?.length).toBe(10);
  expect(page).not.toMatch(/(src|href)=/);
});

test.each([
  [['--blocks', '0'], '--blocks is 0, but must be an integer from 1 to 1000000.'],
  [['--seed', '-1'], "'--seed' argument is ambiguous"],
  [['--seed', '1.5'], '--seed is 1.5, but must be an integer from 0 to 4294967295.'],
  [['--storage', 'memory'], '--storage is memory, but must be lmdb, sqlite, level.'],
  [['--colour'], "Unknown option '--colour'"],
])('%j is refused before anything is started', async (args, message) => {
  const { code, output } = await soak(...args);
  expect(code).toBe(2);
  expect(output).toContain(message);
});
