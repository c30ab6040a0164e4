import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allMutants } from './all-mutants.ts';
import { applyMutant } from './apply-mutant.ts';
import type { TestVerdict } from './verdict-reporter.ts';

// Each mutant runs against the one test that must notice it, in a project of its own of one child run of vitest. README.md explains it.
const root = fileURLToPath(new URL('../../', import.meta.url));

let folder: string;
let run: { verdicts: TestVerdict[]; unhandled: string[] };
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tos-mutants-'));
  const file = join(folder, 'verdicts.json');
  // The child must not get the settings that this run of vitest passes to its own processes.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST')));
  const output = await new Promise<string>((resolve) => {
    const vitest = [
      join(root, 'node_modules/vitest/vitest.mjs'),
      'run',
      '--config',
      'tooling/mutants/vitest.config.ts',
    ];
    // The child ends with an error, because its tests fail.
    execFile(process.execPath, vitest, { cwd: root, env: { ...env, TOS_MUTANT_VERDICTS: file } }, (_, stdout, stderr) =>
      resolve(`${stdout}\n${stderr}`),
    );
  });
  if (!existsSync(file)) throw new Error(`The run under mutants broke down:\n${output}`);
  run = JSON.parse(await readFile(file, 'utf8'));
}, 900_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

function verdictOf(mutant: string, [file, name]: readonly [string, string]): TestVerdict | undefined {
  return run.verdicts.find(
    (one) => one.mutant === mutant && one.file === file && (one.name === name || one.name === ''),
  );
}

describe('mutants', () => {
  test('every one has its own id, and a text that is there once', () => {
    expect(new Set(allMutants.map(({ id }) => id)).size).toBe(allMutants.length);
    for (const mutant of allMutants) {
      const code = readFileSync(join(root, mutant.file), 'utf8');
      expect(applyMutant(code, mutant), mutant.id).not.toBe(code);
    }
  });

  test('nothing goes wrong beside the tests', () => {
    expect(run.unhandled).toEqual([]);
  });

  test.each(allMutants)('$id is killed', ({ id, breaks, killedBy }) => {
    const unchanged = verdictOf('none', killedBy);
    expect(unchanged, `without a mutant: ${killedBy.join(': ')}: ${unchanged?.message}`).toMatchObject({
      outcome: 'passed',
    });
    expect(verdictOf(id, killedBy), breaks).toMatchObject({ outcome: 'failed' });
  });
});
