import { type ExactJson, parseExactJson, stringifyExactJson } from '@tos/protocol';
import { expect, test } from 'vitest';
import { outcome } from '../../test/outcome.ts';
import { burnSample, examples, transfersSample } from '../../test/samples.ts';
import { transactionFromJson, transactionToJson } from './transaction-json.ts';

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
  ['chain_id', { ...burn, chain_id: 256n }],
  ['source', { ...burn, source: zeros(31) }],
  ['source', { ...burn, source: `0x${zeros(31)}` }],
  ['tx_type', { ...burn, tx_type: 'toString' }],
  ['tx_type', { ...burn, tx_type: null }],
  ['payload.amount', { ...burn, payload: { asset: zeros(32), amount: 2n ** 64n } }],
  ['payload.amount', { ...burn, payload: { asset: zeros(32), amount: '1' } }],
  ['payload', { ...burn, payload: { asset: zeros(32), amount: 1n, extra: 1n } }],
  ['payload', { ...burn, payload: transfers['payload'] ?? null }],
  ['payload', { ...transfers, payload: [] }],
  ['payload.0.amount', { ...transfers, payload: [{ asset: zeros(32), destination: zeros(32) }] }],
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

const json = Object.fromEntries(
  Object.entries(examples).map(([name, payload]) => [name, members(transactionToJson({ ...burnSample, payload }))]),
);
/** The example with other members in its payload. */
const withPayload = (name: string, change: Members): Members => {
  const whole = json[name]!;
  return { ...whole, payload: { ...members(whole['payload']!), ...change } };
};

test('members that are null may be absent', () => {
  const absent = (name: string, kept: readonly string[]) => {
    const { payload, ...envelope } = json[name]!;
    const present = Object.entries(members(payload!)).filter(([member]) => kept.includes(member));
    return transactionFromJson({ ...envelope, payload: Object.fromEntries(present) }).payload;
  };
  expect(absent('withdraw_unfrozen', ['variant'])).toEqual(examples['withdraw_unfrozen']);
  expect(absent('freeze_tos', ['variant', 'amount', 'duration_days'])).toEqual(examples['freeze_tos']);
  expect(absent('unfreeze_tos', ['variant', 'amount', 'from_delegation'])).toMatchObject({
    recordIndex: null,
    delegatee: null,
  });
  expect(absent('agent_register', ['variant', 'controller', 'policy_hash'])).toMatchObject({
    energyPool: null,
    sessionKeyRoot: null,
  });
  expect(absent('agent_set_energy_pool', ['variant'])).toMatchObject({ energyPool: null });
  expect(absent('deploy_contract', ['module'])).toMatchObject({ invoke: null });
  expect(absent('invoke_contract', ['contract', 'entry_id', 'max_gas'])).toMatchObject({
    deposits: [],
    parameters: [],
  });
  const { source_commitments: _, ...shield } = json['shield_transfers']!;
  expect(transactionFromJson(shield).payload).toEqual(examples['shield_transfers']);
});

const cell = (value: ExactJson) => withPayload('invoke_contract', { parameters: [value] });

test.each<[string, Members]>([
  ['payload.variant', withPayload('freeze_tos', { variant: 'freeze' })],
  ['payload.duration_days', withPayload('freeze_tos', { duration_days: 2n })],
  ['payload.duration_days', withPayload('freeze_tos', { duration_days: 366n })],
  ['payload.duration_days', withPayload('unfreeze_tos', { duration_days: 3n })],
  ['payload.delegatees', withPayload('freeze_tos', { delegatees: [{ delegatee: zeros(32), amount: 1n }] })],
  ['payload.from_delegation', withPayload('unfreeze_tos', { from_delegation: null })],
  ['payload.record_index', withPayload('unfreeze_tos', { record_index: 2n ** 32n })],
  ['payload.threshold', withPayload('multisig', { threshold: 256n })],
  ['payload', withPayload('multisig', { threshold: 0n })],
  ['a participant occurs twice', withPayload('multisig', { participants: [zeros(32), zeros(32)] })],
  ['payload.module', withPayload('deploy_contract', { module: '' })],
  ['payload.module', withPayload('deploy_contract', { module: zeros(32) })],
  ['payload.deposits', withPayload('invoke_contract', { deposits: manyDeposits(256) })],
  ['payload.parameters.0', cell({ kind: 'primitive', value: null })],
  ['payload.parameters.0', cell({ kind: 'default', value: { type: 'u8', value: 256n } })],
  ['payload.parameters.0', cell({ kind: 'default', value: { type: 'u256', value: 1n } })],
  ['payload.parameters.0', cell({ kind: 'default', value: { type: 'string', value: '\ud800' } })],
  ['payload.parameters.0', cell({ kind: 'map', value: [[{ kind: 'default', value: null }]] })],
  ['payload.parameters.0', cell(nested(65))],
  ['payload.parameters.0', cell(nested(20_000))],
  ['payload.name', withPayload('register_name', { name: 'ab' })],
  ['payload.name', withPayload('register_name', { name: 'abc\ud800' })],
  ['payload.status', withPayload('agent_set_status', { status: 256n })],
  ['payload.energy_pool', withPayload('agent_set_energy_pool', { energy_pool: zeros(31) })],
  ['payload.key.key_id', withPayload('agent_add_session_key', { key: {} })],
  ['payload.transfers', withPayload('shield_transfers', { transfers: [] })],
  ['range_proof', { ...json['uno_transfers']!, range_proof: null }],
  ['range_proof', { ...json['unshield_transfers']!, range_proof: null }],
  ['range_proof', { ...json['unshield_transfers']!, source_commitments: [] }],
  ['range proof', { ...json['uno_transfers']!, range_proof: zeros(320) }],
  ['range_proof', { ...json['shield_transfers']!, range_proof: zeros(288) }],
])('of every type: names %s', (path, wrong) => {
  const error = expect.objectContaining({ code: 'TOS_INVALID_FORMAT', message: expect.stringContaining(path) });
  expect(() => transactionFromJson(wrong)).toThrow(error);
});

function manyDeposits(count: number): ExactJson {
  return Array.from({ length: count }, (_, n) => ({ asset: n.toString(16).padStart(64, '0'), amount: 1n }));
}

function nested(depth: number): ExactJson {
  let inner: ExactJson = { kind: 'default', value: null };
  for (let n = 0; n < depth; n++) inner = { kind: 'object', value: [inner] };
  return inner;
}

test.each(['null', '[]', '1', '"x"', '{}', '{"__proto__":null}'])('refuses %s', (text) => {
  expect(outcome(() => transactionFromJson(parseExactJson(text)))).toBe('TOS_INVALID_FORMAT');
});

function members(json: ExactJson): Members {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw new Error('not an object');
  return Object.fromEntries(Object.entries(json));
}
