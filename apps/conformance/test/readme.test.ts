import { readFileSync } from 'node:fs';
import { createBlockExecutor } from '@tos/executor';
import { expect, test } from 'vitest';
import { formatRules, formatTable } from '../src/cli/format-report.ts';
import { conformanceFlags } from '../src/cli/program.ts';
import { summarise } from '../src/vectors/report.ts';
import { runVectors } from '../src/vectors/run-vectors.ts';
import { hasSuite, skipped, suiteFolder } from './suite.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

test('the README lists the flags that there are', () => {
  const listed = [...readme.matchAll(/^\| `(--[^`]+)`/gm)].map((match) => match[1]);
  expect(listed).toEqual(conformanceFlags().map((flag) => flag.flags));
});

if (!hasSuite) {
  test.skip(skipped('the table of the README'), () => {});
} else {
  test('the README shows the table that the command prints', async (context) => {
    const executor = createBlockExecutor({ setting: 'sequential' });
    const runs = await runVectors({ directory: suiteFolder, executor }).finally(() => executor.close());
    const { total } = summarise(runs);
    // The suite grows: a table of other vectors says nothing about these.
    const shown = /^\| all +\| +(\d+)/m.exec(readme)?.[1];
    if (shown !== String(total)) context.skip(`the README tells of ${shown} vectors, here are ${total}`);
    for (const line of [...formatTable(runs).split('\n'), ...formatRules(runs)]) expect(readme).toContain(line);
  });
}
