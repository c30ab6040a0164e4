import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { encodeTransaction } from '../src/index.ts';
import { registeredCodecs } from '../src/types/codecs.ts';
import { burnSample, examples } from './samples.ts';
import { documentedSizes, payloadTable, typesPage } from './types-page.ts';

test('docs/types.md is what the code says', async () => {
  await expect(typesPage()).toMatchFileSnapshot('../docs/types.md');
});

test('the fields of the page are all the bytes of the examples, and there is one of every type', () => {
  for (const { example, payload, bytes } of documentedSizes()) {
    expect(encodeTransaction({ ...burnSample, payload }).length, example).toBe(bytes);
  }
  const documented = documentedSizes().map(({ example }) => example);
  expect(documented.sort()).toEqual(Object.keys(examples).sort());
  const types = new Set(documentedSizes().map(({ payload }) => payload.type));
  expect(types).toEqual(new Set(registeredCodecs.flatMap((codec) => codec?.type ?? [])));
});

test('docs/protocol.md §2.2 has the layouts of the field tables', () => {
  const page = readFileSync(new URL('../../../docs/protocol.md', import.meta.url), 'utf8');
  const section = page.slice(page.indexOf('### 2.2 '), page.indexOf('### 2.3 '));
  const table = section.split('\n').filter((line) => line.startsWith('|'));
  // Where this fails, the table that was expected goes into the page.
  expect(table.join('\n')).toBe(payloadTable());
});
