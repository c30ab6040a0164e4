import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseRoute, type Route, routeLink } from './route.ts';

test.each([
  ['', { view: 'live' }],
  ['#', { view: 'live' }],
  ['#/', { view: 'live' }],
  ['#/node', { view: 'node' }],
  ['#/block/12', { view: 'block', block: '12' }],
  ['#/tx/ab', { view: 'transaction', hash: 'ab' }],
  ['#/account/tst1x', { view: 'account', address: 'tst1x' }],
  ['#/block', { view: 'unknown', hash: '#/block' }],
  ['#/block/', { view: 'unknown', hash: '#/block/' }],
  ['#/node/1', { view: 'unknown', hash: '#/node/1' }],
  ['#/block/12/ab', { view: 'block', block: '12', transaction: 'ab' }],
  ['#/block/1/', { view: 'unknown', hash: '#/block/1/' }],
  ['#/block/1/%', { view: 'unknown', hash: '#/block/1/%' }],
  ['#/block/1/2/3', { view: 'unknown', hash: '#/block/1/2/3' }],
  ['#/tx/1/2', { view: 'unknown', hash: '#/tx/1/2' }],
  ['#/nowhere', { view: 'unknown', hash: '#/nowhere' }],
  ['#/block/%', { view: 'unknown', hash: '#/block/%' }],
] satisfies [string, Route][])('%s', (hash, route) => {
  expect(parseRoute(hash)).toEqual(route);
});

test('every link leads to its route, whatever the text in it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1 }), (text) => {
      for (const route of [
        { view: 'block', block: text },
        { view: 'block', block: '1', transaction: text },
        { view: 'transaction', hash: text },
        { view: 'account', address: text },
      ] satisfies Route[]) {
        expect(parseRoute(routeLink(route))).toEqual(route);
      }
    }),
  );
});

test('any text has a route', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      parseRoute(text);
    }),
  );
});
