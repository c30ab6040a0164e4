import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readVector } from '../src/vectors/vector.ts';
import { readVectorFiles } from '../src/vectors/vector-files.ts';
import { hasSuite, skipped, suiteFolder } from './suite.ts';

const folder = fileURLToPath(new URL('../src', import.meta.url));
const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));

test('no code path knows an address or a hash', () => {
  for (const { name, text } of sources) expect(text.match(/[0-9a-f]{16}/i)?.[0], name).toBeUndefined();
});

if (!hasSuite) {
  test.skip(skipped('no code path knows the name of a vector'), () => {});
} else {
  test('no code path knows the name of a vector', async () => {
    const files = await readVectorFiles(suiteFolder);
    const names = new Set(files.flatMap(({ vectors }) => vectors.map((vector) => readVector(vector).name)));
    expect(names.size).toBeGreaterThan(0);
    for (const { name, text } of sources) {
      for (const known of names) expect(text.includes(known), `${known} in ${name}`).toBe(false);
    }
  });
}
