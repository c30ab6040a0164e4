import { type ExactJson, parseExactJson, stringifyExactJson } from '@tos/protocol';
import { expect, test } from 'vitest';
import { outcome } from '../test/outcome.ts';
import { burnSample, transfersSample } from '../test/samples.ts';
import { transactionFromJson, transactionToJson } from './json.ts';

type Members = { readonly [member: string]: ExactJson };

const burn = members(transactionToJson(burnSample));
const transfers = members(transactionToJson(transfersSample));
const zeros = (bytes: number) => '00'.repeat(bytes);

test('the members of the public vectors', () => {
  expect(stringifyExactJson(burn)).toBe(
    [
      `{"version":1,"chain_id":3,"source":"${'a1'.repeat(32)}","tx_type":"burn"`,
      `"payload":{"asset":"${zeros(32)}","amount":72623859790382856},"fee":10000,"fee_type":0,"nonce":7`,
      `"reference_hash":"${'b2'.repeat(32)}","reference_topoheight":1099511627781,"multisig":null`,
      `"signature":"${'07'.repeat(64)}"}`,
    ].join(','),
  );
  expect(transfers['payload']).toEqual([
    { asset: zeros(32), destination: 'c3'.repeat(32), amount: 5n, extra_data: '010203' },
    { asset: '11'.repeat(32), destination: 'd4'.repeat(32), amount: 2n ** 63n, extra_data: null },
  ]);
});

test('multisig may be absent; hex of either case', () => {
  const { multisig: _, ...absent } = burn;
  expect(transactionFromJson({ ...absent, source: 'A1'.repeat(32) })).toEqual(burnSample);
});

test.each<[string, Members]>([
  ['version', { ...burn, version: 2n }],
  ['chain_id', { ...burn, chain_id: 4n }],
  ['source', { ...burn, source: zeros(31) }],
  ['source', { ...burn, source: `0x${zeros(31)}` }],
  ['tx_type', { ...burn, tx_type: 'toString' }],
  ['tx_type', { ...burn, tx_type: null }],
  ['payload.amount', { ...burn, payload: { asset: zeros(32), amount: 2n ** 64n } }],
  ['payload.amount', { ...burn, payload: { asset: zeros(32), amount: '1' } }],
  ['payload', { ...burn, payload: { asset: zeros(32), amount: 1n, extra: 1n } }],
  ['payload', { ...burn, payload: transfers['payload'] ?? null }],
  ['payload', { ...transfers, payload: [] }],
  ['payload.0.extra_data', { ...transfers, payload: [{ asset: zeros(32), destination: zeros(32), amount: 1n }] }],
  ['fee', { ...burn, fee: -1n }],
  ['fee_type', { ...burn, fee_type: 3n }],
  ['nonce', { ...burn, nonce: 2n ** 64n }],
  ['reference_hash', { ...burn, reference_hash: '' }],
  ['reference_topoheight', { ...burn, reference_topoheight: null }],
  ['multisig.0.id', { ...burn, multisig: [{ id: 256n, signature: zeros(64) }] }],
  ['multisig', { ...burn, multisig: [1n, 1n].map((id) => ({ id, signature: zeros(64) })) }],
  ['signature', { ...burn, signature: 'ff'.repeat(64) }],
  ['surplus', { ...burn, surplus: 1n }],
  ['toString', { ...burn, toString: 1n }],
])('names %s', (path, json) => {
  const error = expect.objectContaining({ code: 'TOS_INVALID_FORMAT', message: expect.stringContaining(path) });
  expect(() => transactionFromJson(json)).toThrow(error);
});

test('types of the protocol without a codec are named', () => {
  expect(() => transactionFromJson({ ...burn, tx_type: 'energy' })).toThrow('of type energy, which has no codec yet');
  expect(outcome(() => transactionFromJson({ ...burn, tx_type: 'energy' }))).toBe('TOS_NOT_SUPPORTED');
});

test.each(['null', '[]', '1', '"x"', '{}', '{"__proto__":null}'])('refuses %s', (text) => {
  expect(outcome(() => transactionFromJson(parseExactJson(text)))).toBe('TOS_INVALID_FORMAT');
});

function members(json: ExactJson): Members {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw new Error('not an object');
  return Object.fromEntries(Object.entries(json));
}
