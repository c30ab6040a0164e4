import { testReadmeExamples } from '../../../tooling/readme-examples.ts';

testReadmeExamples(new URL('../README.md', import.meta.url), new URL('../examples/', import.meta.url), {
  'use-it.ts': [
    [0, 5n],
    [0, null],
  ],
  'extend-it.ts': [['0', '0,0,0,2'], ['blocks changes heights landmarks latest metadata order transactions']],
});
