import { testReadmeExamples } from '../../../tooling/readme-examples.ts';

testReadmeExamples(new URL('../README.md', import.meta.url), new URL('../examples/', import.meta.url), {
  'use-it.ts': [[2, 1, 2n], [1, 0, 1n], [0, null, 0n], [1]],
  'extend-it.ts': [[['metadata metadata', 'metadata blocks heights transactions']]],
});
