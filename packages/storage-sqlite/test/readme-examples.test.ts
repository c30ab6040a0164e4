import { testReadmeExamples } from '../../../tooling/readme-examples.ts';

testReadmeExamples(new URL('../README.md', import.meta.url), new URL('../examples/', import.meta.url), {
  'use-it.ts': [[['TOS', '18446744073709551615', 0]]],
  'extend-it.ts': [
    ['balance:', 'account asset flags final output'],
    ['power', true, 8],
  ],
});
