import { readFileSync } from 'node:fs';
import { type Client, createClient, type MethodName, type ParamsOf, type RpcMethods, watchChain } from '@tos/client';
import { createWallet, send, type Wallet } from '@tos/client/wallet';
import { blake3, bytesToHex, hexToBytes } from '@tos/crypto';
import { type ExactJson, networks, parseExactJson } from '@tos/protocol';
import { encodeTransaction } from '@tos/transaction';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { devAccounts, privateKeyOf } from '../src/accounts/dev-accounts.ts';
import { NodeProcess } from './node-process.ts';

// Every method of docs/openrpc.json, called by @tos/client on a real node: its results have the form from which the client's types are made.

type Members = { readonly [name: string]: ExactJson };

const document = membersOf(
  parseExactJson(readFileSync(new URL('../../../docs/openrpc.json', import.meta.url), 'utf8')),
);
const schemas = membersOf(membersOf(document['components'])['schemas']);
const results = new Map(
  itemsOf(document['methods']).map((method) => {
    const { name, result } = membersOf(method);
    return [String(name), membersOf(result)['schema']!];
  }),
);

/** An integrated address with a text. */
const INTEGRATED = 'tst1qyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqqpqf5xjwjj30n';

let client: Client;
let wallet: Wallet;
/** An account with a multisig setup and a name. */
let other: Wallet;
let funded: RpcMethods['dev_fund']['result'];

beforeAll(async () => {
  client = createClient({ url: await NodeProcess.inMemory('--block-time', 'manual').url() });
  const walletOf = (index: number): Wallet =>
    createWallet({ client, network: networks.devnet, privateKey: privateKeyOf(devAccounts, index) });
  wallet = walletOf(1);
  other = walletOf(2);
  await other.submit({ type: 'register_name', name: 'contract' }, { fee: 10n ** 9n });
  await other.submit({ type: 'multisig', threshold: 1, participants: [wallet.publicKey] });
  await client.call('dev_mine');
  funded = await client.call('dev_fund', { address: wallet.address, amount: 1n });
});
afterAll(() => NodeProcess.killAll());

const own = () => ({ address: wallet.address });
const others = () => ({ address: other.address });
const transaction = () => ({ hash: funded.tx_hash });
const template = async () => (await client.call('get_block_template', own())).template;

/** The params of the methods that must have some. */
const given: { readonly [M in MethodName]?: () => ParamsOf<M>[0] | Promise<ParamsOf<M>[0]> } = {
  get_block_at_topoheight: () => ({ topoheight: funded.topoheight, include_txs: true }),
  get_block_by_hash: () => ({ hash: funded.block_hash, include_txs: true }),
  get_block_execution: () => ({ topoheight: funded.topoheight }),
  get_blocks_at_height: () => ({ height: funded.topoheight, include_txs: true }),
  get_block_template: own,
  get_miner_work: async () => ({ template: await template() }),
  submit_block: async () => ({ block_template: await template() }),
  get_balance: own,
  get_stable_balance: own,
  get_balance_at_topoheight: () => ({ ...own(), topoheight: 0 }),
  get_balance_history: own,
  has_balance: own,
  get_nonce: own,
  get_nonce_at_topoheight: () => ({ ...own(), topoheight: 0 }),
  has_nonce: own,
  get_multisig: others,
  has_multisig: others,
  get_energy: own,
  get_name: others,
  resolve_name: () => ({ name: 'contract' }),
  get_account_assets: own,
  get_account_history: own,
  is_account_registered: own,
  get_account_registration_topoheight: own,
  validate_address: own,
  split_address: () => ({ address: INTEGRATED }),
  extract_key_from_address: own,
  get_asset: () => ({ asset: '00'.repeat(32) }),
  async submit_transaction() {
    const { topoheight, top_block_hash } = await client.call('get_info');
    const { nonce } = await client.call('get_nonce', own());
    const burn = { type: 'burn', asset: new Uint8Array(32), amount: 1n } as const;
    const reference = { hash: hexToBytes(top_block_hash), topoheight };
    return { data: bytesToHex(encodeTransaction(wallet.sign(burn, { nonce, reference }))) };
  },
  async get_left_transaction() {
    const { topoheight, top_block_hash } = await client.call('get_info');
    const reference = { hash: hexToBytes(top_block_hash), topoheight };
    const burn = { type: 'burn', asset: new Uint8Array(32), amount: 2n ** 63n } as const;
    const { nonce } = await client.call('get_nonce', own());
    const wire = encodeTransaction(wallet.sign(burn, { nonce, reference }));
    await expect(client.call('submit_transaction', { data: bytesToHex(wire) })).rejects.toMatchObject({
      code: 'TOS_CALL_REFUSED',
    });
    return { hash: bytesToHex(blake3(wire)) };
  },
  get_transaction: transaction,
  get_transactions: () => ({ tx_hashes: [funded.tx_hash, '00'.repeat(32)] }),
  get_transaction_raw: transaction,
  is_tx_executed_in_block: () => ({ tx_hash: funded.tx_hash, block_hash: funded.block_hash }),
  async get_mempool_cache() {
    await send(wallet, { to: other.address, amount: 1n });
    return own();
  },
  dev_set_block_time: () => ({ block_time: 'manual' }),
  dev_forward_time: () => ({ milliseconds: 1 }),
  dev_fund: () => ({ ...own(), amount: 1n }),
  async dev_revert() {
    return { id: (await client.call('dev_snapshot')).id };
  },
};

const methods = [...results.keys()].filter((name): name is MethodName => !name.endsWith('subscribe'));

test.each(methods)('%s', async (method) => {
  const schema = results.get(method)!;
  const params = await given[method]?.();
  const call: Promise<ExactJson> = Reflect.apply(client.call, client, [method, params]);
  if (membersOf(schema)['not'] === undefined) {
    expect(mismatch(schema, await call, 'result')).toBeUndefined();
    return;
  }
  await expect(call).rejects.toMatchObject({
    code: 'TOS_CALL_REFUSED',
    details: { method, reason: 'TOS_NOT_SUPPORTED' },
  });
});

test('events of blocks have the members of their types', async () => {
  const { topoheight } = await client.call('get_info');
  const { id } = await client.call('dev_snapshot');
  const events = watchChain(client, { from: topoheight + 1n });
  await client.call('dev_mine');
  const { value: block } = await events.next();
  await client.call('dev_revert', { id });
  const { value: orphaned } = await events.next();
  await events.return();
  const { event, ...members } = block!;
  expect(event).toBe('new_block');
  expect(mismatch(schemas['Block']!, members as unknown as ExactJson, 'block')).toBeUndefined();
  expect(orphaned).toEqual({
    event: 'block_orphaned',
    block_hash: 'hash' in members ? members.hash : undefined,
    old_topoheight: topoheight + 1n,
  });
});

/** Where a value has not the form of a JSON Schema; undefined where it has. It knows the keywords that give a type its form. */
function mismatch(schema: ExactJson, value: ExactJson, path: string): string | undefined {
  const {
    $ref,
    anyOf,
    enum: values,
    const: one,
    type,
    properties,
    required,
    items,
    prefixItems,
    ...rest
  } = membersOf(schema);
  const wrong = `${path} is ${typeof value}: ${String(value).slice(0, 80)}`;
  if ($ref !== undefined) return mismatch(schemas[String($ref).replace(/.*\//, '')]!, value, path);
  if (anyOf !== undefined) {
    return itemsOf(anyOf).some((choice) => mismatch(choice, value, path) === undefined) ? undefined : wrong;
  }
  if (one !== undefined) return value === one ? undefined : wrong;
  if (values !== undefined) return itemsOf(values).includes(value) ? undefined : wrong;
  const types = type === undefined ? [] : Array.isArray(type) ? type : [type];
  if (types.length > 0 && !types.includes(typeOf(value))) return wrong;
  if (typeof value === 'bigint' && typeof rest['maximum'] === 'bigint' && value > rest['maximum']) return wrong;
  if (typeof value === 'bigint' && typeof rest['minimum'] === 'bigint' && value < rest['minimum']) return wrong;
  if (typeof value === 'string' && rest['pattern'] !== undefined && !new RegExp(String(rest['pattern'])).test(value)) {
    return wrong;
  }
  if (Array.isArray(value)) {
    return value
      .map((item, i) =>
        mismatch(prefixItems === undefined ? (items ?? {}) : itemsOf(prefixItems)[i]!, item, `${path}[${i}]`),
      )
      .find((found) => found !== undefined);
  }
  if (typeOf(value) !== 'object') return undefined;
  const members = membersOf(value);
  const missing = itemsOf(required ?? []).find((name) => !(String(name) in members));
  if (missing !== undefined) return `${path}.${String(missing)} is missing`;
  for (const [name, member] of Object.entries(members)) {
    const own = membersOf(properties ?? {})[name] ?? rest['additionalProperties'];
    if (own === false) return `${path}.${name} is in no schema`;
    const found = own === undefined ? undefined : mismatch(own, member, `${path}.${name}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function typeOf(value: ExactJson): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'bigint' ? 'integer' : typeof value;
}

function membersOf(json: ExactJson | undefined): Members {
  if (typeof json === 'object' && json !== null && !Array.isArray(json))
    return Object.fromEntries(Object.entries(json));
  throw new Error(`An object is expected, not ${String(json)}`);
}

function itemsOf(json: ExactJson | undefined): readonly ExactJson[] {
  if (Array.isArray(json)) return json;
  throw new Error(`A list is expected, not ${String(json)}`);
}
