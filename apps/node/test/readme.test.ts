import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { devSettings, logLevels } from '../src/cli/dev-options.ts';
import { ExitCode } from '../src/cli/exit-code.ts';
import { flagsOf } from '../src/cli/flags.ts';
import { rpcMethods } from '../src/rpc/methods/rpc-methods.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const rows = [...readme.matchAll(/^\| (.+?) \| (.+?) \| (.+) \|$/gm)].map((match) =>
  match.slice(1).map((cell) => cell.trim()),
);

test('the README lists the flags that there are, with their defaults', () => {
  const listed = rows.flatMap(([flag = '', value = '']) => (flag.startsWith('`--') ? [[flag, plain(value)]] : []));
  expect(listed).toEqual(
    flagsOf(devSettings)
      .filter(({ hidden }) => !hidden)
      .map(({ flags, defaultValueDescription = 'none' }) => [`\`${flags}\``, defaultValueDescription]),
  );
  for (const level of logLevels) expect(readme).toContain(`\`${level}\``);
});

test('the README lists the methods and exit codes that there are', () => {
  const methods = tableUnder('method').flatMap(([names = '']) =>
    [...names.matchAll(/`([\w.]+)`/g)].map(([, name]) => name),
  );
  expect(methods.toSorted()).toEqual([...rpcMethods.keys()].toSorted());
  const codes = [...readme.matchAll(/^\| (\d+) +\|/gm)].map(([, code]) => Number(code));
  expect(codes).toEqual(Object.values(ExitCode));
});

test('the README has the example of a transfer as it is', () => {
  const example = readFileSync(new URL('../examples/transfer.mjs', import.meta.url), 'utf8');
  expect(readme).toContain(`\`\`\`js\n${example}\`\`\`\n`);
});

/** The rows of all tables whose first column has this heading. */
function tableUnder(heading: string): string[][] {
  const [, ...tables] = readme.split(new RegExp(`^\\| ${heading} .*\\n\\|[ -|]*\\n`, 'm'));
  return tables.flatMap((table) =>
    [...(table.split(/\n(?!\|)/)[0] ?? '').matchAll(/^\| (.+?) \|/gm)].map((match) => match.slice(1)),
  );
}

function plain(markdown: string): string {
  return markdown.replaceAll('`', '');
}
