import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { everyValue as everything, resizable } from '../../test/every-value.ts';
import { networks } from '../network.ts';
import { TosError } from '../tos-error.ts';
import * as checks from './index.ts';

const good: Readonly<Record<string, { readonly check: (value: unknown) => void; readonly takes: readonly string[] }>> =
  {
    assertBytes: { check: (value) => checks.assertBytes(value, 'x'), takes: ['bytes', '32 bytes'] },
    'assertBytes of 32': { check: (value) => checks.assertBytes(value, 'x', 32), takes: ['32 bytes'] },
    assertInteger: { check: (value) => checks.assertInteger(value, 'x', 0), takes: ['zero', 'minus zero', 'one'] },
    'assertInteger to 0': {
      check: (value) => checks.assertInteger(value, 'x', -1, 0),
      takes: ['zero', 'minus zero', 'minus one'],
    },
    assertTypedArray: {
      check: (value) => checks.assertTypedArray(value, 'x', 'Uint16Array', 32),
      takes: ['Uint16Array'],
    },
    assertU64: { check: (value) => checks.assertU64(value, 'x'), takes: ['bigint'] },
    assertOneOf: { check: (value) => checks.assertOneOf(value, 'x', ['devnet', 'mainnet']), takes: ['text'] },
    assertText: {
      check: (value) => checks.assertText(value, 'x'),
      takes: ['empty text', 'text', 'long text', 'hex text'],
    },
    assertBoolean: { check: (value) => checks.assertBoolean(value, 'x'), takes: ['true'] },
    assertFunction: { check: (value) => checks.assertFunction(value, 'x'), takes: ['function'] },
    assertList: { check: (value) => checks.assertList(value, 'x', 2), takes: ['array'] },
    assertNetwork: { check: (value) => checks.assertNetwork(value, 'x'), takes: [] },
    'assertObject with a method': {
      check: (value) => checks.assertObject(value, 'x', ['getTime']),
      takes: ['class of its own'],
    },
  };

describe('checks of arguments', () => {
  test('every check has its row', () => {
    const named = new Set(Object.keys(good).map((name) => name.split(' ')[0]));
    expect(Object.keys(checks).filter((name) => name.startsWith('assert') && !named.has(name))).toEqual([]);
  });

  for (const [name, { check, takes }] of Object.entries(good)) {
    test(`${name}: takes what it should, refuses all else by a message that begins with the argument`, () => {
      for (const [what, value] of Object.entries(everything)) {
        if (takes.includes(what)) {
          check(value);
          continue;
        }
        let caught: unknown;
        try {
          check(value);
        } catch (error) {
          caught = error;
        }
        expect(caught, `${name} of ${what}`).toBeInstanceOf(TosError);
        expect(String((caught as TosError).message), what).toMatch(/^x is .{1,120}, but must be .{1,120}\. [A-Z]/s);
      }
    });
  }

  test('bytes of another realm, of subclasses and on any buffer are bytes', () => {
    const shared = new Uint8Array(new SharedArrayBuffer(4));
    const all = [
      runInNewContext('Uint8Array.of(1, 2, 3)'),
      Buffer.of(1),
      shared,
      new Uint8Array(resizable(4)),
      new Uint8Array(),
    ];
    expect(all.map((bytes) => checks.isBytes(bytes))).toEqual(all.map(() => true));
    expect(checks.isBytes(runInNewContext('new Uint16Array(4)'))).toBe(false);
  });

  test('a text in the place of bytes is never repeated, and what makes bytes of it is named', () => {
    const secret = 'ab'.repeat(32);
    const message = (value: unknown) => {
      try {
        checks.assertBytes(value, 'privateKey', 32);
      } catch (error) {
        return String(error);
      }
      return '';
    };
    expect(message(secret)).toContain('hexToBytes');
    expect(message(secret)).not.toContain('abab');
    expect(message('tst1qqq')).toContain('decodeAddress');
  });

  test('networks and their variations are networks', () => {
    for (const network of Object.values(networks)) checks.assertNetwork(network, 'network');
    checks.assertNetwork({ ...networks.devnet, parallelThreshold: 1 }, 'network');
    expect(() => checks.assertNetwork('testnet', 'network')).toThrow('a network, as networks.testnet');
    expect(() => checks.assertNetwork({ ...networks.devnet, chainId: 0 }, 'network')).toThrow('network is an object');
  });
});
