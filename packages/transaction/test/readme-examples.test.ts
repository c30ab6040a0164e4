import { testReadmeExamples } from '../../../tooling/readme-examples.ts';

const output = [5, 0, 100_000];
const json = '{"version":1,"chain_id":3,"';

testReadmeExamples(new URL('../README.md', import.meta.url), new URL('../examples/', import.meta.url), {
  'use-it.ts': [[15_000n], [true], [232], ['transfers'], [32], [json], output, output],
  'extend-it.ts': [[Uint8Array.of(2, 7, 8)], [0], [{ payload: { text: '0708' } }]],
});
