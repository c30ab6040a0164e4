import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Subject } from './kind.ts';
import type { KitTest } from './kit-test.ts';
import { scriptUrl } from './threads/script.ts';

const KILLS = 60;
// The number of kills is multiplied by TOS_TEST_FACTOR: 10,000 at 50.
const KILLS_A_FACTOR = 200;
const KILLS_A_LOCATION = 10;

/** Kills writing processes, and checks after each kill that a prefix of the changes is there, with every one that was reported. */
export async function killAtEveryCore<Tested extends Subject>(kit: KitTest<Tested>): Promise<void> {
  let left = kit.factor === 1 ? KILLS : KILLS_A_FACTOR * kit.factor;
  // A kill takes little more than the start of a process, so each core has a location of its own under test.
  const lane = async (): Promise<void> => {
    while (left > 0) {
      const kills = Math.min(KILLS_A_LOCATION, left);
      left -= kills;
      await killAndLook(kit, kills);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, lane));
}

/** Kills a writing process again and again at one location, and checks the stored changes after each kill. */
async function killAndLook<Tested extends Subject>(kit: KitTest<Tested>, kills: number): Promise<void> {
  const { kind, module } = kit;
  const location = kit.location();
  const { prunes } = kind.numbered(kit.make());
  let reported = -1;
  for (let kill = 0; kill < kills; kill++) {
    // Every third kill comes early, so that kills also hit opening and making the files.
    const afterMs = kit.random.below(kill % 3 === 0 ? 40 : 160);
    const args = [kind.factory, module, location, String(Number.MAX_SAFE_INTEGER), prunes ? '7' : '0'];
    const lines = await runUntilKilled(kit, 'write-forever', args, afterMs);
    const last = lines.at(-1) ?? '';
    assert.match(last, /^(opening|\d+)$/);
    if (last !== 'opening') reported = Number(last);
    const numbered = kind.numbered(await kit.open(location));
    const head = await numbered.assertWhole();
    await numbered.close();
    const message = `kill ${kill}, ${afterMs} ms after it began: head ${head}, reported ${reported}`;
    assert.ok(head === reported || head === reported + 1, message);
    // The change that was under way may have been made.
    reported = head;
  }
  rmSync(location, { recursive: true, force: true });
}

/** Kills a process some time after its first line. @returns its complete lines */
export async function runUntilKilled(
  { helpers }: KitTest<Subject>,
  script: 'write-forever' | 'import-forever',
  args: readonly string[],
  afterMs: number,
): Promise<string[]> {
  const command = [process.execPath, fileURLToPath(scriptUrl(script)), ...args];
  const { child, ended, errors } = helpers.spawn(command, { stdin: 'ignore' });
  let output = '';
  const begun = new Promise<void>((resolve) => {
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      resolve();
    });
  });
  await Promise.race([begun, ended]);
  await setTimeout(afterMs);
  child.kill('SIGKILL');
  assert.equal(await ended, null, `the process ended by itself: ${errors()}`);
  return output.split('\n').slice(0, -1);
}
