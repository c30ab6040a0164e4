import { testReadmeExamples } from '../../../tooling/readme-examples.ts';

testReadmeExamples(new URL('../README.md', import.meta.url), new URL('../examples/', import.meta.url), {
  'use-it.ts': [[1, 1, 15_000n], [true], [1, 2, null]],
  'extend-it.ts': [['nonce,nonce,balance,balance,supply']],
});
