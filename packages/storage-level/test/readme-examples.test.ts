import { testReadmeExamples } from '../../../tooling/readme-examples.ts';

testReadmeExamples(new URL('../README.md', import.meta.url), new URL('../examples/', import.meta.url), {
  'use-it.ts': [[0, 5n]],
  // browser/browser.test.ts runs it in a browser.
  'in-a-browser.js': null,
  'extend-it.ts': [
    ['0', '84,79,83,1,0,0,0,0,0,0,0,1'],
    ['6,7', '1,2'],
  ],
});
