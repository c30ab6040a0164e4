import { bytesToHex } from '@noble/hashes/utils.js';
import { blake3, createKeyPair } from '@tos/crypto';
import { type BlockExecutor, createBlockExecutor } from '@tos/executor';
import { COIN, ErrorCode, type ExactJson, networks, parseExactJson, stringifyExactJson, U64_MAX } from '@tos/protocol';
import { NATIVE_ASSET } from '@tos/state';
import {
  type BuildOptions,
  buildTransaction,
  encodeTransaction,
  type Payload,
  type Transaction,
} from '@tos/transaction';
import { transactionToJson } from '@tos/transaction/json';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { Harness } from '../src/harness/harness.ts';

// JSON can have faults that wire bytes cannot, and can leave members out. The harness answers as the original does, which reads JSON into the
// structures of wire bytes and checks them later.

type Members = { readonly [name: string]: ExactJson };

const executor: BlockExecutor = createBlockExecutor({ setting: 'sequential' });
const harness = new Harness(executor);
const [alice, bob, stranger] = [2, 3, 4].map((seed) => createKeyPair(new Uint8Array(32).with(0, seed)));
const reference = { hash: new Uint8Array(32), topoheight: 0n };
const contract = bytesToHex(blake3(Uint8Array.of(1)));

afterAll(() => executor.close());

beforeEach(() => {
  harness.load({
    global_state: { block_height: 4n },
    accounts: [
      { address: bytesToHex(alice!.publicKey), balance: 100n * COIN },
      { address: bytesToHex(bob!.publicKey), balance: 5n },
    ],
    contracts: [{ hash: contract, module: '7f454c46' }],
  });
});

function transfer(options: Partial<BuildOptions> = {}): Members {
  return members(transactionToJson(signed(options)));
}

/** A transfer of Alice, with some members changed. */
function signed(options: Partial<BuildOptions>): Transaction {
  return buildTransaction({
    network: networks.devnet,
    keyPair: alice!,
    nonce: 0n,
    reference,
    payload: {
      type: 'transfers',
      transfers: [{ asset: NATIVE_ASSET, destination: bob!.publicKey, amount: 1n, extraData: null }],
    },
    ...options,
  });
}

function members(json: ExactJson): Members {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw new Error('not an object');
  return Object.fromEntries(Object.entries(json));
}

/** The transaction with its first transfer repeated `count` times, with some members changed. */
function withTransfers(count: number, own: Members = {}, options: Partial<BuildOptions> = {}): Members {
  const json = transfer(options);
  const [first] = Array.isArray(json['payload']) ? json['payload'] : [];
  return { ...json, payload: new Array<ExactJson>(count).fill({ ...members(first!), ...own }) };
}

const key = '00'.repeat(32);

function uno(count: number, own: Members = {}): Members {
  const item = {
    asset: key,
    destination: bytesToHex(bob!.publicKey),
    commitment: key,
    sender_handle: key,
    receiver_handle: key,
    ct_validity_proof: '00'.repeat(160),
  };
  return {
    ...transfer(),
    tx_type: 'uno_transfers',
    payload: { transfers: new Array<ExactJson>(count).fill(item) },
    ...own,
  };
}

function invoke(deposits: readonly ExactJson[], own: Members = {}): Members {
  const call = { contract, deposits, entry_id: 0n, max_gas: 1n, parameters: [] };
  return { ...transfer(), tx_type: 'invoke_contract', payload: { ...call, ...own } };
}

async function alone(tx: ExactJson, wire_hex = ''): Promise<number> {
  return (await harness.executeTransaction({ wire_hex, tx })).errorCode;
}

async function inBlock(...txs: ExactJson[]): Promise<number> {
  return (await harness.executeBlock({ txs: txs.map((tx) => ({ tx })) })).errorCode;
}

describe('extra data', () => {
  test.each([127, 1024, 1025, 5000, 100_000])('%i bytes are too long for a rule, not for the form', async (size) => {
    const tx = withTransfers(1, { extra_data: 'ab'.repeat(size) }, { fee: COIN });
    expect(await alone(tx)).toBe(ErrorCode.INVALID_PAYLOAD);
    // The bytes of a longer one do not decode, so the JSON beside them is used.
    expect(await alone(tx, 'ff')).toBe(ErrorCode.INVALID_PAYLOAD);
    expect(await inBlock(tx)).toBe(ErrorCode.INVALID_PAYLOAD);
  });

  test.each([
    ['empty', ''],
    ['null', null],
    ['a number', 5n],
  ])('%s is none, as absent is', async (_, extra_data) => {
    expect(await alone(withTransfers(1, { extra_data }))).toBe(ErrorCode.OK);
  });

  test('text that is no hex has not the form', async () => {
    for (const extra_data of ['xy', 'abc', `${'ab'.repeat(2000)}c`]) {
      expect(await alone(withTransfers(1, { extra_data })), extra_data.slice(0, 4)).toBe(ErrorCode.INVALID_FORMAT);
    }
  });
});

describe('lists that no wire can hold', () => {
  const poor = { keyPair: bob!, fee: 100_000n };

  test.each([0, 501, 70_000])('%i transfers: behind the sender, and in a block behind the nonces', async (count) => {
    expect(await alone(withTransfers(count, {}, { keyPair: stranger! }))).toBe(ErrorCode.ACCOUNT_NOT_FOUND);
    expect(await alone(withTransfers(count))).toBe(ErrorCode.INVALID_FORMAT);
    expect(await alone(withTransfers(count, {}, { nonce: 9n }))).toBe(ErrorCode.INVALID_FORMAT);
    expect(await alone(withTransfers(count, {}, poor))).toBe(ErrorCode.INVALID_FORMAT);
    expect(await inBlock(withTransfers(count, {}, { nonce: 1n }))).toBe(ErrorCode.NONCE_TOO_HIGH);
    expect(await inBlock(withTransfers(count), transfer({ nonce: 2n }))).toBe(ErrorCode.NONCE_TOO_HIGH);
    expect(await inBlock(withTransfers(count))).toBe(ErrorCode.INVALID_PAYLOAD);
  });

  test.each([0, 501])('%i shielded transfers: behind the fee', async (count) => {
    expect(await alone(uno(count, { source: bytesToHex(stranger!.publicKey) }))).toBe(ErrorCode.ACCOUNT_NOT_FOUND);
    expect(await alone(uno(count, { source: bytesToHex(bob!.publicKey) }))).toBe(ErrorCode.INSUFFICIENT_FEE);
    expect(await alone(uno(count))).toBe(ErrorCode.INVALID_FORMAT);
  });

  test('256 deposits, of as many assets', async () => {
    const deposit = (n: number) => ({ asset: n.toString(16).padStart(64, '0'), amount: 1n });
    expect(await alone(invoke(Array.from({ length: 256 }, (_, n) => deposit(n))))).toBe(ErrorCode.INVALID_PAYLOAD);
    // Two deposits of one asset are one deposit. The transaction fails by its signature, which is of another transaction.
    expect(await alone(invoke(new Array(256).fill(deposit(1))))).toBe(ErrorCode.INVALID_SIGNATURE);
  });

  test('nothing of a refused one is in the state', async () => {
    const before = harness.export();
    await alone(withTransfers(0));
    await inBlock(transfer(), withTransfers(501, {}, { nonce: 1n }));
    expect(harness.export()).toEqual(before);
  });

  test('in an imported block, the header comes first', async () => {
    const txs = [{ tx: withTransfers(0) }];
    const refused = async (height: bigint) =>
      (await harness.executeChain({ blocks: [{ id: 'a', parents: ['genesis'], height, txs }] })).errorCode;
    expect(await refused(7n)).toBe(ErrorCode.INVALID_BLOCK_HEIGHT);
    expect(await refused(1n)).toBe(ErrorCode.UNKNOWN);
  });
});

describe('members', () => {
  test('unknown ones are passed over, and co-signatures, which this form has no place for', async () => {
    const multisig = [{ id: 1n, signature: '00'.repeat(64) }];
    expect(await alone({ ...transfer(), comment: 'x', multisig })).toBe(ErrorCode.OK);
  });

  test.each(['source', 'chain_id', 'version', 'fee', 'fee_type', 'nonce', 'reference_hash', 'signature', 'payload'])(
    'without %s it has not the form',
    async (name) => {
      const { [name]: _, ...rest } = transfer();
      expect(await alone(rest)).toBe(ErrorCode.INVALID_FORMAT);
    },
  );

  test('version and chain id are cut to a byte', async () => {
    const { version, chain_id } = transfer();
    const more = (json: ExactJson | undefined): bigint => BigInt(String(json)) + 256n;
    expect(await alone({ ...transfer(), version: more(version), chain_id: more(chain_id) })).toBe(ErrorCode.OK);
  });
});

describe('a state that is loaded', () => {
  const energyOf = async (resource: Members): Promise<ExactJson> => {
    harness.load({ energy_resources: [{ address: key, ...resource }] });
    const answer = harness.rpc({ jsonrpc: '2.0', id: 1n, method: 'tos_energyGet', params: { address: key } });
    const { result } = members(parseExactJson(stringifyExactJson(answer)));
    return result!;
  };

  test.each([
    [undefined, 7n],
    [0n, 7n],
    [2n, 7n],
    [3n, 3n],
    [365n, 365n],
    [366n, 7n],
    [4_294_967_295n, 7n],
  ])('%s days of a freeze are %s', async (duration_days, days) => {
    const record = { amount: COIN, ...(duration_days === undefined ? {} : { duration_days }) };
    expect(await energyOf({ freeze_records: [record] })).toMatchObject({ freeze_records: [{ duration_days: days }] });
  });

  test('amounts that are not there are zero', async () => {
    expect(await energyOf({ freeze_records: [{}], pending_unfreezes: [{}] })).toMatchObject({
      freeze_records: [{ amount: 0n, energy_gained: 0n }],
      pending_unfreezes: [{ amount: 0n, expire_height: 0n }],
    });
  });

  test.each([
    ['nothing beside its keys', {}],
    ['an empty policy hash', { policy_hash: '' }],
    ['a status that no transaction gives', { policy_hash: '11'.repeat(32), status: 255n }],
  ])('an agent account with %s is one', async (_, own) => {
    const owner = bytesToHex(alice!.publicKey);
    const accounts = [{ address: owner, balance: 100n * COIN }];
    harness.load({
      global_state: { block_height: 4n },
      accounts,
      agent_accounts: [{ address: owner, owner, controller: owner, ...own }],
    });
    const again = { controller: bob!.publicKey, policyHash: bob!.publicKey, energyPool: null, sessionKeyRoot: null };
    const payload: Payload = { type: 'agent_account', variant: 'register', ...again };
    const wire = bytesToHex(encodeTransaction(signed({ payload })));
    expect(await alone(null, wire)).toBe(ErrorCode.ACCOUNT_EXISTS);
  });

  test('a name in capitals is found under none', () => {
    harness.load({ tns_names: [{ name: 'Alice', owner: key }] });
    const params = { name: 'Alice' };
    const answer = harness.rpc({ jsonrpc: '2.0', id: 1n, method: 'tos_tnsResolve', params });
    expect(answer).toMatchObject({ result: null });
  });

  test('energies beyond a u64 sum up as the original lets them', () => {
    const account = (n: number, energy: bigint) => ({ address: n.toString(16).padStart(64, '0'), energy });
    harness.load({ accounts: [account(1, U64_MAX), account(2, U64_MAX), account(3, 7n)] });
    expect(harness.export().global_state.total_energy).toBe(5n);
  });
});
