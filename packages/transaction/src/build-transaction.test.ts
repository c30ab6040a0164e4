import { createKeyPair, createNobleVerifier } from '@tos/crypto';
import { FeeType, networks } from '@tos/protocol';
import { expect, test } from 'vitest';
import { outcome } from '../test/outcome.ts';
import { buildTransaction } from './build-transaction.ts';
import { encodeTransaction, signingBytes } from './encode.ts';
import type { Transfer } from './types/transfers.ts';

const keyPair = createKeyPair(Uint8Array.of(2, ...new Uint8Array(31)));
const transfer: Transfer = { asset: new Uint8Array(32), destination: keyPair.publicKey, amount: 1n, extraData: null };
const common = {
  network: networks.testnet,
  keyPair,
  payload: { type: 'transfers', transfers: [transfer] } as const,
  nonce: 0n,
  reference: { hash: new Uint8Array(32).fill(1), topoheight: 9n },
};

test('signs what it returns, for the network of the caller', () => {
  const built = buildTransaction(common);
  expect(built.chainId).toBe(1);
  expect(createNobleVerifier().verify(keyPair.publicKey, signingBytes(built), built.signature)).toBe(true);
  const again = buildTransaction({ ...common, signatureNonce: 'deterministic' });
  expect(again.signature).not.toEqual(built.signature);
  expect(buildTransaction({ ...common, signatureNonce: 'deterministic' })).toEqual(again);
});

test('another key than the source’s may sign: a controller’s or a session key', () => {
  const source = new Uint8Array(32).fill(0xa1);
  const built = buildTransaction({ ...common, source });
  expect(built.source).toEqual(source);
  const verifier = createNobleVerifier();
  expect(verifier.verify(keyPair.publicKey, signingBytes(built), built.signature)).toBe(true);
  const own = buildTransaction(common);
  expect(verifier.verify(keyPair.publicKey, signingBytes({ ...built, source: own.source }), built.signature)).toBe(
    false,
  );
  source.fill(0);
  expect(built.source[0], 'a copy').toBe(0xa1);
  expect(outcome(() => buildTransaction({ ...common, source: new Uint8Array(31) }))).toBe('TOS_INVALID_ARGUMENT');
});

test('fee: the minimum, zero for energy, or what the caller says', () => {
  const fee = (options: object) => buildTransaction({ ...common, ...options }).fee;
  const many = { type: 'transfers', transfers: new Array<Transfer>(20).fill(transfer) };
  expect(fee({})).toBe(15_000n);
  expect(fee({ payload: many }), '1619 bytes').toBe(120_000n);
  expect(fee({ payload: { type: 'burn', asset: new Uint8Array(32), amount: 1n } })).toBe(10_000n);
  expect(fee({ coSignatures: 2 }), 'two of them, within the first kilobyte').toBe(25_000n);
  expect(fee({ coSignatures: 20 }), '1533 bytes').toBe(125_000n);
  expect(fee({ feeType: FeeType.ENERGY })).toBe(0n);
  expect(fee({ payload: { type: 'energy', variant: 'withdraw_unfrozen' } })).toBe(0n);
  expect(fee({ payload: { type: 'energy', variant: 'withdraw_unfrozen' }, fee: 1n })).toBe(1n);
  expect(fee({ payload: { type: 'register_name', name: 'alice' } })).toBe(10_000n);
  expect(fee({ fee: 0n })).toBe(0n);
  expect(
    encodeTransaction(buildTransaction({ ...common, payload: { ...common.payload, ...many, type: 'transfers' } }))
      .length,
  ).toBe(1619);
});

test('refuses to sign what does not encode', () => {
  expect(outcome(() => buildTransaction({ ...common, payload: { type: 'transfers', transfers: [] } }))).toBe(
    'TOS_INVALID_FORMAT',
  );
  expect(outcome(() => buildTransaction({ ...common, nonce: -1n }))).toBe('TOS_U64_RANGE');
});

test('an error names the path to what is wrong, after whatever was written before it', () => {
  const error = (payload: object) => {
    try {
      return buildTransaction({ ...common, payload: payload as never });
    } catch (caught) {
      return String(caught);
    }
  };
  const cell = { kind: 'default', value: { type: 'u8', value: 1n } };
  const wrong = { kind: 'default', value: { type: 'u8', value: 256n } };
  const call = { type: 'invoke_contract', contract: new Uint8Array(32), deposits: [], entryId: 0, maxGas: 0n };
  const rows: readonly [string, object][] = [
    ['payload.transfers is', { type: 'transfers', transfers: 1 }],
    ['payload.transfers[1] is', { type: 'transfers', transfers: [transfer, 1] }],
    ['payload.transfers[1].amount is', { type: 'transfers', transfers: [transfer, { ...transfer, amount: 1 }] }],
    ['payload.participants[1] is', { type: 'multisig', threshold: 1, participants: [keyPair.publicKey, 1] }],
    ['payload.parameters[1].value.value is', { ...call, parameters: [cell, wrong] }],
    [
      'payload.parameters[0].value[1][0].value.value is',
      {
        ...call,
        parameters: [
          {
            kind: 'map',
            value: [
              [cell, cell],
              [wrong, cell],
            ],
          },
        ],
      },
    ],
  ];
  for (const [beginning, payload] of rows) expect(error(payload)).toContain(`TosError: ${beginning}`);
  expect(() =>
    signingBytes({ ...buildTransaction(common), reference: { hash: common.reference.hash, topoheight: -1n } }),
  ).toThrow('reference.topoheight is -1');
});
