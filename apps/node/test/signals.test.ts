import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { NodeProcess } from './node-process.ts';

let datadir: string;

beforeEach(() => {
  datadir = mkdtempSync(join(tmpdir(), 'tos-node-'));
});

afterEach(async () => {
  await NodeProcess.killAll();
  rmSync(datadir, { recursive: true, force: true });
});

test('SIGUSR2 switches parallel execution off and on; SIGTERM ends a paused node that mines', async () => {
  const node = NodeProcess.dev(datadir, '--block-time', 'manual', '--load-accounts', '2');
  await node.url();
  const state = async () => (await node.call('get_info'))['result'];
  expect(await state()).toMatchObject({ parallel_execution: { enabled: true, executor: 'auto' } });
  node.kill('SIGUSR2');
  await node.reported(/parallel execution is off/);
  expect(await state()).toMatchObject({ parallel_execution: { enabled: false, executor: 'sequential' } });
  node.kill('SIGUSR2');
  await node.reported(/parallel execution is on/);
  expect(await state()).toMatchObject({ parallel_execution: { enabled: true, executor: 'auto' } });

  await node.call('dev_pause');
  const mining = node.call('dev_mine', { blocks: 1000 }).catch(() => undefined);
  await node.printed(/^ *block +3\b|^ +3 /m);
  node.kill('SIGTERM');
  const exit = await node.exit();
  await mining;
  expect(exit.code).toBe(0);
  expect(exit.stdout).toMatch(/ TOS {2}OK\n$/);
});
