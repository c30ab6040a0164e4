import { testReadmeExamples } from '../../../tooling/readme-examples.ts';

// They need a node: apps/node/test/client-examples.test.ts and client-wallet.test.ts run them against one.
testReadmeExamples(new URL('../README.md', import.meta.url), new URL('../examples/', import.meta.url), {
  'first-call.js': null,
  'send.js': null,
});
