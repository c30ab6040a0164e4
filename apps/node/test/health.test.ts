import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { NodeProcess } from './node-process.ts';

let datadir: string;

beforeEach(() => {
  datadir = mkdtempSync(join(tmpdir(), 'tos-health-'));
});

afterEach(async () => {
  await NodeProcess.killAll();
  rmSync(datadir, { recursive: true, force: true });
});

async function ask(node: NodeProcess, path: string): Promise<{ status: number; body: unknown }> {
  const response = await fetch(new URL(path, await node.url()));
  return { status: response.status, body: await response.json() };
}

test('a node that runs is live and ready', async () => {
  const node = NodeProcess.dev(datadir, '--storage', 'memory');
  expect(await ask(node, '/health/live')).toEqual({ status: 200, body: { status: 'live' } });
  expect(await ask(node, '/health/ready')).toEqual({ status: 200, body: { status: 'ready' } });
  expect((await ask(node, '/health')).status).toBe(404);
});

test('a node whose event loop stood still is live, and says why it is not ready', async () => {
  const node = NodeProcess.dev(datadir, '--storage', 'memory');
  await node.url();
  // A stopped process stands for everything that holds up the loop: the connection is taken by the system, and answered afterwards.
  node.kill('SIGSTOP');
  const answers = [ask(node, '/health/ready'), ask(node, '/health/live')];
  await new Promise((resolve) => setTimeout(resolve, 4000));
  node.kill('SIGCONT');
  const [ready, live] = await Promise.all(answers);
  expect(live?.status).toBe(200);
  expect(ready).toMatchObject({
    status: 503,
    body: { status: 'not ready', reasons: [{ code: 'event_loop_blocked' }] },
  });
  // It is ready again when the delay is some seconds ago.
  await expect
    .poll(() => ask(node, '/health/ready'), { timeout: 120_000, interval: 500 })
    .toMatchObject({ status: 200 });
});

test('while it stops, a node refuses questions, and does not fail', async () => {
  const node = NodeProcess.dev(datadir, '--storage', 'memory');
  await node.url();
  node.kill('SIGTERM');
  const answer = await ask(node, '/health/ready').catch(() => ({ status: 0 }));
  expect([0, 200, 503]).toContain(answer.status);
  expect((await node.exit()).code).toBe(0);
});
