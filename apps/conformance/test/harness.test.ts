import { bytesToHex } from '@noble/hashes/utils.js';
import { blake3, createKeyPair } from '@tos/crypto';
import { type BlockExecutor, createBlockExecutor } from '@tos/executor';
import { COIN, ErrorCode, type ExactJson, FeeType, networks } from '@tos/protocol';
import { NATIVE_ASSET } from '@tos/state';
import { type BuildOptions, buildTransaction, encodeTransaction } from '@tos/transaction';
import { transactionToJson } from '@tos/transaction/json';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { Harness } from '../src/harness/harness.ts';
import { harnessDigest } from '../src/harness/harness-digest.ts';

const U64_MAX = 2n ** 64n - 1n;
const executor: BlockExecutor = createBlockExecutor({ setting: 'sequential' });
const harness = new Harness(executor);
const keyOf = (seed: number) => createKeyPair(new Uint8Array(32).with(0, seed));
const [alice, bob, stranger] = [keyOf(42), keyOf(43), keyOf(44)];
const module = Uint8Array.of(0x7f, 0x45, 0x4c, 0x46);
const contract = blake3(module);
const zero = new Uint8Array(32);
const proof = new Uint8Array(160);
const reference = { hash: zero, topoheight: 0n };

afterAll(() => executor.close());

beforeEach(() => {
  harness.load({
    network_chain_id: 3n,
    global_state: { total_supply: 1n, total_burned: 2n, total_energy: 99n, block_height: 4n, timestamp: 5n },
    accounts: [
      {
        address: hex(alice.publicKey),
        balance: 100n * COIN,
        nonce: 7n,
        frozen: 3n * COIN + 1n,
        energy: 6n,
        flags: 1n,
        data: 'ff',
      },
      { address: hex(bob.publicKey), balance: U64_MAX - 5n, nonce: 0n },
    ],
    contracts: [{ hash: hex(contract), module: hex(module) }],
  });
});

function hex(bytes: Uint8Array): string {
  return bytesToHex(bytes);
}

function build(options: Omit<BuildOptions, 'network' | 'keyPair' | 'nonce' | 'reference'> & { nonce?: bigint }) {
  return buildTransaction({ network: networks.devnet, keyPair: alice, nonce: 7n, reference, ...options });
}

function wire(options: Parameters<typeof build>[0]): string {
  return hex(encodeTransaction(build(options)));
}

const transfer = (amount: bigint, to = bob.publicKey) => ({
  payload: {
    type: 'transfers',
    transfers: [{ asset: NATIVE_ASSET, destination: to, amount, extraData: null }],
  } as const,
});
const uno = (to = bob.publicKey) => ({
  payload: {
    type: 'uno_transfers',
    transfers: [
      {
        asset: NATIVE_ASSET,
        destination: to,
        extraData: null,
        commitment: zero,
        senderHandle: zero,
        receiverHandle: zero,
        validityProof: proof,
      },
    ],
    sourceCommitments: [],
    rangeProof: new Uint8Array(288),
  } as const,
});
const unshield = (amount: bigint, to = bob.publicKey) => ({
  payload: {
    type: 'unshield_transfers',
    transfers: [
      {
        asset: NATIVE_ASSET,
        destination: to,
        amount,
        extraData: null,
        commitment: zero,
        senderHandle: zero,
        validityProof: proof,
      },
    ],
    sourceCommitments: [],
    rangeProof: null,
  } as const,
});
const invoke = (maxGas: bigint, deposit = 1n, called = contract) => ({
  payload: {
    type: 'invoke_contract',
    contract: called,
    deposits: [{ asset: NATIVE_ASSET, amount: deposit }],
    entryId: 0,
    maxGas,
    parameters: [],
  } as const,
});

async function codeOf(options: Parameters<typeof build>[0]): Promise<number> {
  return (await harness.executeTransaction({ wire_hex: wire(options) })).errorCode;
}

function accountOf(key: Uint8Array) {
  return harness.export().accounts.find(({ address }) => address === hex(key));
}

describe('state', () => {
  test('is exported as loaded, frozen in whole TOS, energy summed', () => {
    expect(harness.export()).toMatchObject({
      network_chain_id: 3n,
      global_state: { total_supply: 1n, total_burned: 2n, total_energy: 6n, block_height: 4n, timestamp: 5n },
      accounts: [
        { balance: 100n * COIN, nonce: 7n, frozen: 3n * COIN, energy: 6n, flags: 1n, data: 'ff' },
        { balance: U64_MAX - 5n, nonce: 0n, frozen: 0n, energy: 0n, flags: 0n, data: '' },
      ],
      contracts: [{ hash: hex(contract), module: hex(module) }],
      agent_accounts: [],
      tns_names: [],
      energy_resources: [],
    });
  });

  test('of many accounts has a digest', () => {
    const state = harness.export();
    const [account] = state.accounts;
    expect(harnessDigest({ ...state, accounts: new Array(30_000).fill(account) })).toHaveLength(64);
  });

  test('that cannot be read leaves the old one', () => {
    const before = harness.export();
    expect(() => harness.load({ accounts: [{ address: 'xy' }] })).toThrow('accounts.0.address');
    expect(harness.export()).toEqual(before);
  });

  test('a receiver that is new becomes an account; the height grows by blocks alone', async () => {
    expect(await codeOf(transfer(1n, stranger.publicKey))).toBe(ErrorCode.OK);
    expect(accountOf(stranger.publicKey)).toMatchObject({ balance: 1n, nonce: 0n, flags: 0n, data: '' });
    expect(harness.export().global_state.block_height).toBe(4n);
    const txs = [{ wire_hex: wire({ ...transfer(1n, stranger.publicKey), nonce: 8n }) }];
    expect(await harness.executeBlock({ txs })).toEqual({ success: true, errorCode: ErrorCode.OK });
    expect(harness.export().global_state.block_height).toBe(5n);
  });

  test('a failure changes nothing', async () => {
    const before = harness.export();
    expect(await codeOf(transfer(6n))).toBe(ErrorCode.OVERFLOW);
    const txs = [{ wire_hex: wire(transfer(1n)) }, { wire_hex: wire({ ...transfer(100n * COIN), nonce: 8n }) }];
    expect((await harness.executeBlock({ txs })).errorCode).toBe(ErrorCode.INSUFFICIENT_BALANCE);
    expect(harness.export()).toEqual(before);
  });

  test('a chain id that no network has is another one: 0102, in its turn', async () => {
    const of = (options: Parameters<typeof build>[0]) => ({
      wire_hex: hex(encodeTransaction({ ...build(options), chainId: 9 })),
    });
    expect((await harness.executeTransaction(of(transfer(1n)))).errorCode).toBe(ErrorCode.INVALID_TYPE);
    const self = of(transfer(1n, alice.publicKey));
    expect((await harness.executeTransaction(self)).errorCode).toBe(ErrorCode.SELF_OPERATION);
    expect(harness.roundTrip(self)).toMatchObject({ success: true });
  });

  test('a height beyond safe integers is not executed at', async () => {
    harness.load({ global_state: { block_height: U64_MAX }, accounts: [{ address: hex(alice.publicKey), nonce: 7n }] });
    expect(await codeOf(transfer(1n))).toBe(ErrorCode.NOT_IMPLEMENTED);
    expect((await harness.executeBlock({ txs: [] })).errorCode).toBe(ErrorCode.NOT_IMPLEMENTED);
  });
});

describe('a transaction as bytes or JSON', () => {
  const json = (options: Parameters<typeof build>[0]): { readonly [name: string]: ExactJson } => {
    const members = transactionToJson(build(options));
    return Object.fromEntries(Object.entries(members ?? {}));
  };

  test('space around hex is fine, anything else is not', async () => {
    const good = wire(transfer(1n));
    expect((await harness.executeTransaction({ wire_hex: ` ${good}\n` })).success).toBe(true);
    for (const bad of [`0x${good}`, good.slice(1), `${good}00`, `${good.slice(0, 10)} ${good.slice(10)}`]) {
      expect((await harness.executeTransaction({ wire_hex: bad })).errorCode, bad.slice(0, 12)).toBe(
        ErrorCode.INVALID_FORMAT,
      );
    }
  });

  test('JSON stands in for bytes that do not decode, of three types', async () => {
    const { source_commitments: _, range_proof: __, ...hidden } = json({ ...uno(), feeType: FeeType.UNO });
    for (const tx of [json(transfer(1n)), hidden, json({ ...invoke(1n), fee: 0n })]) {
      harness.load({
        accounts: [{ address: hex(alice.publicKey), balance: COIN, nonce: 7n }],
        contracts: [{ hash: hex(contract), module: hex(module) }],
      });
      const result = await harness.executeTransaction({ wire_hex: '00', tx: { ...tx, wire_hex: '' } });
      expect(result, String(tx['tx_type'])).toEqual({ success: true, errorCode: ErrorCode.OK });
    }
    const burn = json({ payload: { type: 'burn', asset: NATIVE_ASSET, amount: 1n } });
    expect((await harness.executeTransaction({ wire_hex: '', tx: burn })).errorCode).toBe(ErrorCode.INVALID_FORMAT);
    const empty = { ...json(transfer(1n)), payload: [] };
    expect((await harness.executeTransaction({ wire_hex: '', tx: empty })).errorCode).toBe(ErrorCode.INVALID_FORMAT);
  });

  test('in a chain: JSON only without bytes, no space, leftovers do not count, an empty list fails verification', async () => {
    const good = wire(transfer(1n));
    const codeOfBlock = async (tx: ExactJson): Promise<number> => {
      const blocks = [{ id: 'a', parents: ['genesis'], txs: [tx] }];
      return (await harness.executeChain({ blocks })).errorCode;
    };
    expect(await codeOfBlock({ wire_hex: `${good} ` })).toBe(ErrorCode.INVALID_FORMAT);
    expect(await codeOfBlock({ wire_hex: '00', tx: json(transfer(1n)) })).toBe(ErrorCode.INVALID_FORMAT);
    expect(await codeOfBlock({ wire_hex: '', tx: { ...json(transfer(1n)), payload: [] } })).toBe(ErrorCode.UNKNOWN);
    expect(await codeOfBlock({ wire_hex: wire({ ...transfer(1n), nonce: 8n }) })).toBe(ErrorCode.UNKNOWN);
    expect(await codeOfBlock({ wire_hex: wire({ ...uno(), fee: 0n, feeType: FeeType.UNO }) })).toBe(ErrorCode.UNKNOWN);
    expect(await codeOfBlock({ wire_hex: `${good}0000` })).toBe(ErrorCode.OK);
  });
});

describe('the three simplified types', () => {
  test('uno: pays, moves nothing', async () => {
    expect(await codeOf({ ...uno(alice.publicKey), fee: 1n })).toBe(ErrorCode.SELF_OPERATION);
    expect(await codeOf({ ...uno(), fee: 101n * COIN })).toBe(ErrorCode.INSUFFICIENT_FEE);
    expect(await codeOf({ ...uno(), nonce: 6n })).toBe(ErrorCode.NONCE_TOO_LOW);
    expect(await codeOf({ ...uno(), fee: 1n, feeType: FeeType.UNO })).toBe(ErrorCode.INVALID_FORMAT);
    expect(await codeOf({ ...uno(), fee: 1n, feeType: FeeType.ENERGY })).toBe(ErrorCode.INVALID_PAYLOAD);
    expect(await codeOf({ ...uno(), fee: 9n })).toBe(ErrorCode.OK);
    expect(await codeOf({ ...uno(), nonce: 8n, feeType: FeeType.ENERGY })).toBe(ErrorCode.OK);
    expect(accountOf(alice.publicKey)).toMatchObject({ balance: 100n * COIN - 9n, nonce: 9n, energy: 5n });
  });

  test('uno without energy to pay with', async () => {
    harness.load({ accounts: [{ address: hex(alice.publicKey), nonce: 7n }] });
    expect(await codeOf({ ...uno(), feeType: FeeType.ENERGY })).toBe(ErrorCode.INSUFFICIENT_ENERGY);
  });

  test('unshield: credits out of nowhere, up to the end of the range', async () => {
    expect(await codeOf({ ...unshield(0n), fee: 1n })).toBe(ErrorCode.INVALID_AMOUNT);
    expect(await codeOf({ ...unshield(1n), nonce: 8n })).toBe(ErrorCode.NONCE_TOO_HIGH);
    expect(await codeOf({ ...unshield(1n), fee: 1n, feeType: FeeType.ENERGY })).toBe(ErrorCode.INVALID_PAYLOAD);
    expect(await codeOf({ ...unshield(9n), fee: 1n })).toBe(ErrorCode.OK);
    expect(await codeOf({ ...unshield(9n, alice.publicKey), fee: 1n, nonce: 8n })).toBe(ErrorCode.OK);
    expect(await codeOf({ ...unshield(9n, stranger.publicKey), fee: U64_MAX, nonce: 9n, feeType: FeeType.UNO })).toBe(
      ErrorCode.OK,
    );
    expect(accountOf(bob.publicKey)).toMatchObject({ balance: U64_MAX });
    expect(accountOf(alice.publicKey)).toMatchObject({ balance: 0n, nonce: 10n });
    expect(accountOf(stranger.publicKey)).toMatchObject({ balance: 9n, nonce: 0n });
  });

  test('invoke: pays fee and gas, keeps deposits', async () => {
    expect(await codeOf({ ...invoke(10n * COIN + 1n), fee: 0n })).toBe(ErrorCode.INVALID_PAYLOAD);
    expect(await codeOf({ ...invoke(1n, 0n), fee: 0n })).toBe(ErrorCode.INVALID_FORMAT);
    expect(await codeOf({ ...invoke(1n), fee: 0n, nonce: 8n })).toBe(ErrorCode.NONCE_TOO_HIGH);
    expect(await codeOf({ ...invoke(1n, 1n, zero), fee: 0n })).toBe(ErrorCode.CONTRACT_NOT_FOUND);
    expect(await codeOf({ ...invoke(1n), fee: 100n * COIN })).toBe(ErrorCode.INSUFFICIENT_BALANCE);
    expect(await codeOf({ ...invoke(10n * COIN, 1n), fee: 2n })).toBe(ErrorCode.OK);
    expect(accountOf(alice.publicKey)).toMatchObject({ balance: 90n * COIN - 2n, nonce: 8n });
  });
});

describe('a chain of blocks', () => {
  test('pays rewards to a miner that was loaded, and hides the accounts that rewards make', async () => {
    harness.load({ accounts: [{ address: hex(keyOf(1).publicKey) }] });
    const blocks = [
      { id: 'one', parents: ['genesis'] },
      { id: 'two', parents: ['one'] },
    ];
    expect((await harness.executeChain({ blocks })).success).toBe(true);
    // docs/protocol.md §6.3
    expect(harness.export()).toMatchObject({
      global_state: { block_height: 2n },
      accounts: [{ balance: 175_476_073n }],
    });
  });

  test('a height at the end of its range takes no block', async () => {
    harness.load({ global_state: { block_height: U64_MAX - 1n } });
    const blocks = [
      { id: 'last', parents: ['genesis'] },
      { id: 'over', parents: ['last'] },
    ];
    expect(await harness.executeChain({ blocks })).toMatchObject({
      errorCode: ErrorCode.OVERFLOW,
      results: [{ id: 'last', success: true }, { id: 'over' }],
    });
    expect(harness.export().global_state.block_height).toBe(U64_MAX);
    expect(harness.digest()).toHaveLength(64);
  });

  test.each<[string, { readonly [name: string]: ExactJson }, number]>([
    ['no parents at a height', { parents: null, height: 1n }, ErrorCode.INVALID_TIPS_COUNT],
    ['a parent that nobody knows', { parents: ['nobody'], height: 1n }, ErrorCode.TIP_NOT_FOUND],
    ['the same, and no height', { parents: ['nobody'] }, ErrorCode.INVALID_BLOCK_HEIGHT],
    [
      'four parents',
      { parents: ['genesis', 'a', 'b', '11'.repeat(32), '22'.repeat(32)], height: 1n },
      ErrorCode.INVALID_TIPS_COUNT,
    ],
    ['a height too many', { parents: ['genesis'], height: 2n }, ErrorCode.INVALID_BLOCK_HEIGHT],
    ['a time in the future', { parents: ['genesis'], timestamp_ms: U64_MAX }, ErrorCode.TIMESTAMP_TOO_NEW],
  ])('%s: refused, nothing changes', async (_what, block, code) => {
    const before = harness.export();
    const result = await harness.executeChain({ blocks: [{ id: 'bad', ...block }] });
    expect(result).toMatchObject({ success: false, errorCode: code, results: [{ id: 'bad', errorCode: code }] });
    expect(harness.export()).toEqual(before);
  });
});
