import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { createStorage } from '../src/index.ts';
import { temporaryFolder } from './chain-fixture.ts';
import { expectWhole } from './expect-whole.ts';

const script = fileURLToPath(new URL('commit-forever.mjs', import.meta.url));
const KILLS = 8;

/** Starts the committing process, kills it some time after its first commit, and tells the last number it reported. */
async function commitUntilKilled(location: string, afterMs: number): Promise<number> {
  const child = spawn(process.execPath, [script, location], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (output === '') setTimeout(() => child.kill('SIGKILL'), afterMs);
    output += text;
  });
  await new Promise((resolve) => child.on('close', resolve));
  // A last line without its end was cut by the kill.
  return Number(output.split('\n').at(-2));
}

it('after a kill, every reported block is there, and of the next one all or nothing', async () => {
  const location = temporaryFolder();
  for (let kill = 0; kill < KILLS; kill++) {
    const afterMs = Math.floor(Math.random() * 150);
    const reported = await commitUntilKilled(location, afterMs);
    const message = `killed ${afterMs} ms after the first commit, reported ${reported}`;
    expect(reported, message).toBeGreaterThanOrEqual(0);
    const storage = createStorage({ location });
    await storage.open();
    const head = await expectWhole(storage);
    expect([reported, reported + 1], message).toContain(head);
    await storage.close();
  }
});
