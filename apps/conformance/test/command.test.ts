import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommanderError } from 'commander';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ConformanceOptions, createProgram } from '../src/cli/program.ts';
import { runCommand } from '../src/cli/run-command.ts';

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tos-suite-'));
  await mkdir(join(folder, 'execution/inner'), { recursive: true });
  await mkdir(join(folder, 'p2p'));
  const vector = (name: string, code: number) => ({
    name,
    pre_state: null,
    input: { kind: 'tx', wire_hex: 'zz' },
    expected: { success: false, error_code: code, state_digest: '', post_state: null },
  });
  const vectors = [vector('same', 0x0100), vector('same', 0x0103), { name: 'broken' }];
  await writeFile(join(folder, 'execution/inner/a.json'), JSON.stringify({ test_vectors: vectors }));
  const peers = [{ name: 'peer', runnable: false, input: { kind: 'p2p' }, expected: {} }];
  await writeFile(join(folder, 'p2p/b.json'), JSON.stringify({ test_vectors: peers }));
  await writeFile(join(folder, 'accounts.json'), '{}');
});

afterAll(() => rm(folder, { recursive: true }));

const options = (more: Partial<ConformanceOptions> = {}): ConformanceOptions => ({
  vectors: folder,
  executor: 'sequential',
  serve: false,
  port: 0,
  ...more,
});

describe('the command', () => {
  test('writes exactly the report, by file and index, and says that vectors failed', async () => {
    const json = join(folder, 'report.out');
    const printed: string[] = [];
    expect(await runCommand(options({ json }), (text) => printed.push(text))).toBe(false);
    expect(JSON.parse(await readFile(json, 'utf8'))).toEqual({
      total: 4,
      passed: 1,
      failed: 2,
      notRun: 1,
      files: [
        {
          file: 'execution/inner/a.json',
          total: 3,
          passed: 1,
          failed: 2,
          notRun: 0,
          failures: [
            { index: 1, name: 'same', reason: expect.stringMatching(/^error_code: expected 0x0103, got 0x0100/) },
            { index: 2, name: '', reason: expect.stringContaining('input') },
          ],
        },
        { file: 'p2p/b.json', total: 1, passed: 0, failed: 0, notRun: 1, failures: [] },
      ],
    });
    expect(printed.join()).toContain('FAILED execution/inner/a.json #1 same\n  error_code: expected 0x0103');
    expect(printed.join()).toMatch(/\| all +\| +4 \| +1 \| +2 \| +1 \|/);
    expect(printed.join()).toContain('- 1 not run: marked `runnable: false`');
  });

  test('a report that cannot be written is told by its flag, before the first vector', async () => {
    const printed: string[] = [];
    for (const json of [
      '',
      folder,
      `${folder}/`,
      join(folder, 'new/'),
      join(folder, 'no/report'),
      join(folder, 'x'.repeat(300)),
    ]) {
      const run = runCommand(options({ json }), (text) => printed.push(text));
      await expect(run, json).rejects.toMatchObject({ code: 'TOS_INVALID_CONFIG', details: { setting: '--json' } });
    }
    expect(printed).toEqual([]);
    // Nothing is left behind when no report is written in the end.
    const json = join(folder, 'nothing.json');
    await expect(runCommand(options({ json, filter: /nothing/ }), () => {})).rejects.toThrow('matches /nothing/');
    await expect(readFile(json)).rejects.toThrow('ENOENT');
  });

  test('runs the files that match', async () => {
    const printed: string[] = [];
    expect(await runCommand(options({ filter: /p2p/ }), (text) => printed.push(text))).toBe(true);
    expect(printed.join()).not.toContain('inner');
    await expect(runCommand(options({ filter: /nothing/ }), () => {})).rejects.toThrow('matches /nothing/');
    await expect(runCommand(options({ vectors: join(folder, 'p2p') }), () => {})).rejects.toThrow('no vectors');
  });
});

describe('the command line', () => {
  const parse = async (...flags: string[]): Promise<ConformanceOptions | undefined> => {
    let parsed: ConformanceOptions | undefined;
    const keep = async (given: ConformanceOptions): Promise<void> => {
      parsed = given;
    };
    const program = createProgram({ run: keep, serve: keep }).configureOutput({ writeErr: () => {} });
    await program.parseAsync(['node', 'conformance', ...flags]);
    return parsed;
  };

  test('has the flags of the README', async () => {
    expect(await parse()).toMatchObject({ executor: 'parallel', serve: false, port: 8080 });
    const given = await parse('--vectors', 'x', '--filter', 'a|b', '--executor', 'sequential', '--json', 'y');
    expect(given).toMatchObject({ vectors: 'x', filter: /a|b/, executor: 'sequential', json: 'y' });
    expect(await parse('--serve', '--port', '0')).toMatchObject({ serve: true, port: 0 });
  });

  test('refuses what makes no sense', async () => {
    for (const flags of [
      ['--port', 'x'],
      ['--port', '65536'],
      ['--filter', '('],
      ['--executor', 'fast'],
      ['extra'],
      ['--no'],
    ]) {
      await expect(parse(...flags), flags.join(' ')).rejects.toBeInstanceOf(CommanderError);
    }
    await expect(parse('--serve', '--json', 'x')).rejects.toMatchObject({ code: 'TOS_INVALID_CONFIG' });
  });
});
