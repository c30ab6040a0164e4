import { expect, test } from 'vitest';
import { hostNamesValue } from './host-names-value.ts';
import { originsValue } from './origins-value.ts';

test.each([
  ['https://wallet.example', ['https://wallet.example']],
  ['https://a.example, http://b.example:81,https://a.example', ['https://a.example', 'http://b.example:81']],
  [
    ['chrome-extension://abcdef', 'http://[fe80::1]:3000'],
    ['chrome-extension://abcdef', 'http://[fe80::1]:3000'],
  ],
  [[], []],
])('%j are origins', (given, origins) => {
  expect(originsValue.parse(given)).toEqual(origins);
});

test.each([
  '',
  '*',
  'null',
  'wallet.example',
  'https://',
  'https://wallet.example/',
  'https://wallet.example/path',
  'https://Wallet.example',
  'https://wallet.example:443',
  'https://me@wallet.example',
  'https://a.example,',
  'https://a.example https://b.example',
  'HTTPS://a.example',
  'file:///x',
  5,
  [5],
])('%j are none', (given) => {
  expect(() => originsValue.parse(given)).toThrow('Give origins as browsers write them');
});

test.each([
  ['tos-node', ['tos-node']],
  ['Node.Example, my_node,node.example', ['node.example', 'my_node']],
  [['a.b.c'], ['a.b.c']],
])('%j are names of hosts', (given, names) => {
  expect(hostNamesValue.parse(given)).toEqual(names);
});

test.each([
  '',
  '*',
  '*.example',
  '.example',
  'node.example.',
  'node.example:8080',
  'http://node.example',
  'node..example',
  '-node',
  'node-',
  'a b',
  'a,,b',
  `${'a'.repeat(64)}.example`,
  `${'a.'.repeat(130)}a`,
  true,
])('%j are none of a host', (given) => {
  expect(() => hostNamesValue.parse(given)).toThrow('Give names without scheme and port');
});
