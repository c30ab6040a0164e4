import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { testReadmeExamples } from '../../../tooling/readme-examples.ts';
import { domainList, type Field } from '../src/index.ts';

const url = new URL('../README.md', import.meta.url);
const readme = readFileSync(url, 'utf8');

testReadmeExamples(url, new URL('../examples/', import.meta.url), {
  'use-it.ts': [[['balance', 'balance']], [true], [true, false], [[30n, 70n]], [32]],
  'extend-it.ts': [[2], [32], ['TOS_NOT_SUPPORTED']],
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
