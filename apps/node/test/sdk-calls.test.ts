import { createKeyPair, encodeAddress } from '@tos/crypto';
import { type ExactJsonInput, networks, stringifyExactJson } from '@tos/protocol';
import { transactionHash } from '@tos/transaction';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { rpcMethods } from '../src/rpc/methods/rpc-methods.ts';
import { asRead } from './method-devnet.ts';
import { alice, bob, openRpcDevnet, type RpcDevnet } from './rpc-devnet.ts';

// The calls that the client of the original's JavaScript SDK makes (docs/protocol.md §7.2), over HTTP as it makes them, with the shapes that
// its types expect. Where its types and the original's daemon differ, the shape is the daemon's.

const TOS = '00'.repeat(32);
const addressOf = ({ publicKey }: { readonly publicKey: Uint8Array }): string =>
  encodeAddress(publicKey, networks.devnet);
const ALICE = addressOf(alice);
const STRANGER = addressOf(createKeyPair(Uint8Array.of(9, ...new Uint8Array(31))));
const INTEGRATED = 'tst1qyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqqpqf5xjwjj30n';

const number: unknown = expect.any(Number);
const text: unknown = expect.any(String);
const hash: unknown = expect.stringMatching(/^[0-9a-f]{64}$/);
const list: unknown = expect.any(Array);

const version = { final_balance: number, balance_type: text, previous_topoheight: null, output_balance: null };
const block = {
  hash,
  topoheight: number,
  block_type: text,
  difficulty: text,
  cumulative_difficulty: text,
  supply: number,
  reward: number,
  miner_reward: number,
  dev_reward: number,
  total_size_in_bytes: number,
  version: number,
  tips: list,
  timestamp: number,
  height: number,
  nonce: number,
  extra_nonce: text,
  miner: text,
  txs_hashes: list,
};
const transaction = {
  hash,
  version: number,
  source: ALICE,
  data: expect.objectContaining({ transfers: list }),
  fee: number,
  nonce: number,
  reference: { hash, topoheight: number },
  signature: text,
  size: number,
};

let devnet: RpcDevnet;
let executed: string;
let waiting: string;
let blockHash: string;

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

beforeAll(async () => {
  devnet = await openRpcDevnet();
  const first = devnet.sign(0n);
  executed = hex(transactionHash(first));
  blockHash = hex(await devnet.produce(first));
  const second = devnet.sign(1n);
  waiting = hex(transactionHash(second));
  await devnet.submit(second);
});

afterAll(() => devnet.close());

/** What a call answers, read as the SDK reads what a number can hold. */
async function call(method: string, params?: ExactJsonInput): Promise<unknown> {
  const body = stringifyExactJson({ jsonrpc: '2.0', method, id: 1, params });
  const response = await fetch(`${devnet.server.url}/json_rpc`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  const answer = await response.json();
  expect(answer).toEqual({ jsonrpc: '2.0', id: 1, result: expect.anything() });
  return answer.result;
}

const calls: readonly (readonly [method: string, params: () => ExactJsonInput | undefined, shape: () => unknown])[] = [
  ['get_version', () => undefined, () => text],
  ['get_height', () => undefined, () => 1],
  ['get_topoheight', () => undefined, () => 1],
  ['get_stable_height', () => undefined, () => 0],
  ['get_stable_topoheight', () => undefined, () => 0],
  [
    'get_info',
    () => undefined,
    () => ({
      height: 1,
      topoheight: 1,
      stable_height: 0,
      stable_topoheight: 0,
      top_block_hash: blockHash,
      circulating_supply: number,
      burned_supply: 0,
      emitted_supply: number,
      maximum_supply: number,
      difficulty: text,
      block_time_target: number,
      average_block_time: number,
      block_reward: number,
      dev_reward: number,
      miner_reward: number,
      mempool_size: 1,
      network: 'Dev',
      version: text,
      block_version: number,
    }),
  ],
  [
    'get_stable_balance',
    () => ({ address: ALICE, asset: TOS }),
    () => ({ balance: number, stable_topoheight: 1, stable_block_hash: hash }),
  ],
  ['get_block_at_topoheight', () => ({ topoheight: 1 }), () => block],
  [
    'get_block_by_hash',
    () => ({ hash: blockHash, include_txs: true }),
    () => ({ ...block, total_fees: number, transactions: [expect.objectContaining(transaction)] }),
  ],
  ['get_blocks_at_height', () => ({ height: 1 }), () => [expect.objectContaining(block)]],
  ['get_top_block', () => undefined, () => block],
  ['get_top_block', () => ({ include_txs: true }), () => block],
  ['get_balance', () => ({ address: ALICE, asset: TOS }), () => ({ balance: number, topoheight: 1 })],
  ['has_balance', () => ({ address: ALICE, asset: TOS }), () => ({ exist: true, exists: true })],
  ['get_balance_at_topoheight', () => ({ address: ALICE, asset: TOS, topoheight: 0 }), () => version],
  ['get_nonce', () => ({ address: ALICE }), () => ({ topoheight: 1, version: { nonce: 1, previous_topoheight: 0 } })],
  ['has_nonce', () => ({ address: ALICE }), () => ({ exist: true, exists: true })],
  ['get_nonce_at_topoheight', () => ({ address: ALICE, topoheight: 1 }), () => ({ nonce: 1, previous_topoheight: 0 })],
  ['get_asset', () => ({ asset: TOS }), () => ({ topoheight: 0, decimals: 8 })],
  [
    'get_assets',
    () => ({ skip: 0, maximum: 10 }),
    () => [expect.objectContaining({ asset: TOS, decimals: 8 }), expect.anything()],
  ],
  ['count_assets', () => undefined, () => 2],
  ['count_accounts', () => undefined, () => 3],
  ['count_transactions', () => undefined, () => 1],
  [
    'get_transaction',
    () => ({ hash: executed }),
    () => ({ ...transaction, blocks: [blockHash], executed_in_block: blockHash, in_mempool: false }),
  ],
  [
    'get_transactions',
    () => ({ tx_hashes: [executed, waiting] }),
    () => [
      expect.objectContaining({ hash: executed }),
      expect.objectContaining({ hash: waiting, in_mempool: true, first_seen: number }),
    ],
  ],
  [
    'p2p_status',
    () => undefined,
    () => ({ peer_count: 0, peer_id: 0, our_topoheight: 1, best_topoheight: 1, median_topoheight: 1, max_peers: 0 }),
  ],
  ['get_peers', () => undefined, () => ({ peers: [], total_peers: 0, hidden_peers: 0 })],
  ['get_mempool', () => undefined, () => ({ transactions: [expect.objectContaining({ hash: waiting })], total: 1 })],
  ['get_tips', () => undefined, () => [blockHash]],
  ['get_dag_order', () => undefined, () => [hash, blockHash]],
  [
    'get_blocks_range_by_topoheight',
    () => ({ start_topoheight: 0, end_topoheight: 1 }),
    () => [expect.anything(), expect.objectContaining(block)],
  ],
  [
    'get_blocks_range_by_height',
    () => ({ start_height: 0, end_height: 1 }),
    () => [expect.anything(), expect.objectContaining(block)],
  ],
  [
    'get_account_history',
    () => ({ address: ALICE }),
    () => [{ topoheight: 1, hash: executed, block_timestamp: number, outgoing: { to: addressOf(bob) } }],
  ],
  ['get_account_assets', () => ({ address: ALICE }), () => [TOS]],
  ['get_accounts', () => ({ skip: 0, maximum: 10 }), () => [text, text, text]],
  ['is_tx_executed_in_block', () => ({ tx_hash: executed, block_hash: blockHash }), () => true],
  [
    'get_dev_fee_thresholds',
    () => undefined,
    () => [
      { height: 0, fee_percentage: 10 },
      { height: number, fee_percentage: 5 },
    ],
  ],
  ['get_size_on_disk', () => undefined, () => ({ size_bytes: number, size_formatted: text })],
  ['get_account_registration_topoheight', () => ({ address: ALICE }), () => 0],
  ['is_account_registered', () => ({ address: STRANGER, in_stable_height: true }), () => false],
  [
    'get_mempool_cache',
    () => ({ address: ALICE }),
    () => ({ min: 1, max: 1, txs: [waiting], balances: { [TOS]: expect.anything() } }),
  ],
  ['get_difficulty', () => undefined, () => ({ difficulty: text, hashrate: text, hashrate_formatted: text })],
  [
    'validate_address',
    () => ({ address: ALICE, allow_integrated: false }),
    () => ({ is_valid: true, is_integrated: false }),
  ],
  ['extract_key_from_address', () => ({ address: ALICE, as_hex: true }), () => ({ hex: hash })],
  ['split_address', () => ({ address: INTEGRATED }), () => ({ address: text, integrated_data: 'hi' })],
  ['submit_transaction', () => ({ data: hex(devnet.sign(2n)) }), () => true],
];

test.each(calls)('%s', async (method, params, shape) => {
  const result = await call(method, params());
  const expected = shape();
  const isPlain =
    typeof expected === 'object' && expected !== null && Object.getPrototypeOf(expected) === Object.prototype;
  // An answer may have more members than the SDK reads.
  expect(result).toEqual(isPlain ? expect.objectContaining(expected) : expected);
});

test.each(calls.filter(([method]) => method !== 'submit_transaction'))(
  'the result of %s is what its schema describes',
  async (name, params) => {
    const method = rpcMethods.get(name)!;
    const given = params();
    const read = given === undefined ? undefined : asRead(given);
    const result = await method.call(read, devnet.dispatcher.context, null);
    expect(method.result.parse(result)).toEqual(result);
  },
);

test('the calls of a miner', async () => {
  const template = await call('get_block_template', { address: ALICE });
  const terms = { algorithm: text, height: 2, topoheight: number, difficulty: text };
  expect(template).toEqual({ template: expect.stringMatching(/^[0-9a-f]+$/), ...terms });
  const { template: header } = z.object({ template: z.string() }).parse(template);
  const work = await call('get_miner_work', { template: header });
  expect(work).toEqual({ miner_work: expect.stringMatching(/^[0-9a-f]{224}$/), ...terms });
  const { miner_work } = z.object({ miner_work: z.string() }).parse(work);
  expect(await call('submit_block', { block_template: header, miner_work })).toBe(true);
  expect(await call('get_height')).toBe(2);
});

/** Every method of docs/protocol.md §7.2. */
const listed = [
  'get_version get_info get_height get_topoheight get_stable_height get_stableheight get_stable_topoheight',
  'get_block_template get_miner_work submit_block',
  'get_block_at_topoheight get_block_by_hash get_top_block get_blocks_at_height',
  'get_blocks_range_by_topoheight get_blocks_range_by_height get_dag_order get_tips',
  'get_balance get_stable_balance has_balance get_balance_at_topoheight get_nonce has_nonce get_nonce_at_topoheight',
  'get_asset get_assets count_assets count_accounts count_transactions count_contracts',
  'submit_transaction get_transaction get_transactions is_tx_executed_in_block get_mempool get_mempool_cache',
  'get_account_history get_account_assets get_accounts is_account_registered get_account_registration_topoheight',
  'get_difficulty validate_address split_address extract_key_from_address p2p_status get_peers',
  'get_dev_fee_thresholds get_size_on_disk subscribe unsubscribe',
].flatMap((names) => names.split(' '));

test('every method of the protocol is there', () => {
  expect(listed.filter((name) => !rpcMethods.has(name))).toEqual([]);
});
