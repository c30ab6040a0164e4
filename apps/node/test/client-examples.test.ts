import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { NodeProcess } from './node-process.ts';

const EXAMPLES = new URL('../../../packages/client/examples/', import.meta.url).pathname;

let url: string;

beforeAll(async () => {
  url = await NodeProcess.inMemory().url();
});
afterAll(() => NodeProcess.killAll());

/** What an example of @tos/client prints. */
async function run(example: string, ...args: string[]): Promise<string> {
  return (await promisify(execFile)(process.execPath, [`${EXAMPLES}${example}`, ...args])).stdout;
}

test('first-call.js', async () => {
  expect(await run('first-call.js', new URL(url).origin)).toMatch(/^Dev: block \d+ has \d+ transactions\n$/);
});
