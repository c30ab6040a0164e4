import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type BlockExecutor, createBlockExecutor } from '@tos/executor';
import { type ExactJson, stringifyExactJson } from '@tos/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatRules, formatTable } from '../src/cli/format-report.ts';
import { notRunRules } from '../src/vectors/not-run-rule.ts';
import { type FileRun, summarise } from '../src/vectors/report.ts';
import { runVectors } from '../src/vectors/run-vectors.ts';
import { readVectorFiles } from '../src/vectors/vector-files.ts';
import { hasSuite, skipped, suiteFolder } from './suite.ts';

const executors: { readonly [setting: string]: BlockExecutor } = {
  sequential: createBlockExecutor({ setting: 'sequential' }),
  parallel: createBlockExecutor({ setting: 'parallel', workers: 1 }),
};

afterAll(async () => {
  for (const executor of Object.values(executors)) await executor.close();
});

if (!hasSuite) {
  test.skip(skipped('the public vectors'), () => {});
} else {
  describe.each(Object.entries(executors))('the public vectors, %s', (_setting, executor) => {
    let runs: readonly FileRun[] = [];

    beforeAll(async () => {
      runs = await runVectors({ directory: suiteFolder, executor });
    });

    test('every vector passes, or is not run by a rule', () => {
      const report = summarise(runs);
      expect(report.files.flatMap(({ file, failures }) => failures.map((failure) => ({ file, ...failure })))).toEqual(
        [],
      );
      expect(report.passed + report.notRun).toBe(report.total);
      expect(report.passed).toBeGreaterThan(0);
      for (const { report: file, rules } of runs) {
        const counted = [...rules.values()].reduce((sum, count) => sum + count, 0);
        expect(counted, file.file).toBe(file.notRun);
        for (const rule of rules.keys()) expect(Object.keys(notRunRules), file.file).toContain(rule);
      }
    });

    test('the README shows the table that the command prints', (context) => {
      const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
      const { total } = summarise(runs);
      // The suite may have grown since; the README's table is then not of these vectors.
      const shown = /^\| all +\| +(\d+)/m.exec(readme)?.[1];
      if (shown !== String(total)) context.skip(`the README lists ${shown} vectors, and this suite has ${total}`);
      for (const line of [...formatTable(runs).split('\n'), ...formatRules(runs)]) expect(readme).toContain(line);
    });
  });

  // A harness that finds no difference may not compare at all: these tests change one expectation at a time.
  describe('a vector whose expectation is changed fails', () => {
    const kinds = /tx_core|multi_tx|freeze_tos|ristretto|rpc\.json/;
    test.each<[string, (expected: Members) => Members | undefined]>([
      [
        'the code',
        ({ error_code: code, ...rest }) => (typeof code === 'bigint' ? { ...rest, error_code: code + 1n } : undefined),
      ],
      [
        'success',
        ({ success, ...rest }) => (typeof success === 'boolean' ? { ...rest, success: !success } : undefined),
      ],
      [
        'the digest',
        ({ state_digest: digest, ...rest }) => (digest ? { ...rest, state_digest: '00'.repeat(32) } : undefined),
      ],
      ['a balance', (expected) => changeAccount(expected, 'balance')],
      ['a nonce', (expected) => changeAccount(expected, 'nonce')],
      ['energy', (expected) => changeAccount(expected, 'energy')],
      ['what is frozen', (expected) => changeAccount(expected, 'frozen')],
      ['the height', changeHeight],
      [
        'a response',
        ({ response, ...rest }) => (isMembers(response) ? { ...rest, response: { ...response, more: 1n } } : undefined),
      ],
      ['a signature', ({ signature, ...rest }) => (signature ? { ...rest, signature: '01'.repeat(64) } : undefined)],
    ])('%s', async (_what, change) => {
      const folder = await mkdtemp(join(tmpdir(), 'tos-vectors-'));
      try {
        let changed = 0;
        for (const { file, vectors } of await readVectorFiles(suiteFolder, kinds)) {
          const other = vectors.flatMap((vector) => {
            if (!isMembers(vector) || !isMembers(vector['expected'] ?? null)) return [];
            const expected = change(vector['expected'] as Members);
            return expected === undefined ? [] : [{ ...vector, expected }];
          });
          changed += other.length;
          await mkdir(dirname(join(folder, file)), { recursive: true });
          await writeFile(join(folder, file), stringifyExactJson({ test_vectors: other }));
        }
        const report = summarise(await runVectors({ directory: folder, executor: executors['sequential']! }));
        expect(changed).toBeGreaterThan(0);
        expect({ failed: report.failed, passed: report.passed }).toEqual({ failed: changed, passed: 0 });
      } finally {
        await rm(folder, { recursive: true });
      }
    });
  });
}

type Members = { readonly [name: string]: ExactJson };

function isMembers(json: ExactJson | undefined): json is Members {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

function changeAccount(expected: Members, member: string): Members | undefined {
  const post = expected['post_state'];
  const accounts = isMembers(post) ? post['accounts'] : undefined;
  if (!isMembers(post) || !Array.isArray(accounts)) return undefined;
  const [first, ...rest] = accounts.filter(isMembers);
  const value = first?.[member];
  if (first === undefined || typeof value !== 'bigint') return undefined;
  return { ...expected, post_state: { ...post, accounts: [{ ...first, [member]: value + 1n }, ...rest] } };
}

function changeHeight(expected: Members): Members | undefined {
  const post = expected['post_state'];
  const global = isMembers(post) ? post['global_state'] : undefined;
  if (!isMembers(post) || !isMembers(global)) return undefined;
  return { ...expected, post_state: { ...post, global_state: { ...global, block_height: 77n } } };
}
