import { expect, test } from 'vitest';
import { encodeTransaction } from '../src/index.ts';
import { registeredCodecs } from '../src/types/codecs.ts';
import { burnSample, examples } from './samples.ts';
import { documentedSizes, typesPage } from './types-page.ts';

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
