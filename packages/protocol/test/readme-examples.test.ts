import { testReadmeExamples } from '../../../tooling/readme-examples.ts';

testReadmeExamples(new URL('../README.md', import.meta.url), new URL('../examples/', import.meta.url), {
  'use-it.ts': [[{ amount: 2n ** 64n - 1n }], ['{"amount":18446744073709551615}'], [3], [8080]],
});
