import { readFileSync } from 'node:fs';
import { afterEach, expect, test, vi } from 'vitest';
import { domainList, type Field } from '../src/index.ts';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const readme = read('../README.md');
const blocks = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)].map((match) => match[1]);

afterEach(() => {
  vi.restoreAllMocks();
});

test('the README shows exactly the example files', () => {
  expect(blocks).toEqual([read('../examples/use-it.ts'), read('../examples/extend-it.ts')]);
});

test('the README shows the domain table as it is', () => {
  const typeOf = (field: Field): string => (field.type === 'list' ? `list (${fields(field.of)})` : field.type);
  const fields = (list: readonly Field[]): string => list.map((field) => `${field.name} ${typeOf(field)}`).join(', ');
  const rows = domainList.map(({ id, name, key, value, cell }) => {
    return `| ${id} | ${name} | ${fields(key)} | ${fields(value)} | ${cell} |`;
  });
  const shown = readme.split('\n').filter((line) => /^\| \d/.test(line));
  expect(shown.map((line) => line.replace(/ +/g, ' '))).toEqual(rows);
});

test('Use it prints what it says', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  await import('../examples/use-it.ts');
  expect(log.mock.calls).toEqual([[['balance', 'balance']], [true], [true, false], [[30n, 70n]], [32]]);
});

test('Extend it prints what it says', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  await import('../examples/extend-it.ts');
  expect(log.mock.calls).toEqual([[2], [32], ['TOS_NOT_SUPPORTED']]);
});
