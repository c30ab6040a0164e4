import { bytesToHex } from '@tos/crypto';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { accounts } from '../../../../../../packages/chain/test/injected-devnet.ts';
import { addresses, InjectedRpcDevnet, transfers } from '../../../../test/injected-rpc-devnet.ts';

const FEE = 100_000n;
const START = 1_000_000_000n;
const TOS = '00'.repeat(32);
const UNO = `${'00'.repeat(31)}01`;
/** An account that no block names. */
const NOBODY = addresses[6]!;

/** Block 1: account 0 sends 7 to the new account 5 and gets 2 from account 1. Block 2: nothing of them. Block 3: account 5 gets 3. */
async function smallChain(): Promise<InjectedRpcDevnet> {
  const devnet = await InjectedRpcDevnet.open();
  await devnet.block([
    { from: 0, payload: transfers(5, 7n) },
    { from: 1, payload: transfers(0, 2n) },
  ]);
  await devnet.block();
  await devnet.block([{ from: 1, payload: transfers(5, 3n) }]);
  return devnet;
}

const error = (code: number, field: string, remedy = expect.any(String)): unknown =>
  expect.objectContaining({ code: BigInt(code), data: expect.objectContaining({ field, remedy }) });

describe('balances', () => {
  test('get_balance_at_topoheight has the version of exactly that block', async () => {
    const devnet = await smallChain();
    const at = (account: number, topoheight: number) =>
      devnet.call('get_balance_at_topoheight', { address: addresses[account]!, asset: TOS, topoheight });
    expect(await at(0, 0)).toEqual({
      previous_topoheight: null,
      balance_type: 'input',
      final_balance: START,
      output_balance: null,
    });
    expect(await at(0, 1)).toEqual({
      previous_topoheight: 0n,
      balance_type: 'both',
      final_balance: START - FEE - 7n + 2n,
      output_balance: START - FEE - 7n,
    });
    expect(await at(1, 3)).toEqual({
      previous_topoheight: 1n,
      balance_type: 'output',
      final_balance: START - 2n * FEE - 2n - 3n,
      output_balance: null,
    });
    expect(await at(5, 3)).toMatchObject({ previous_topoheight: 1n, balance_type: 'input', final_balance: 10n });
    await expect(at(0, 2)).rejects.toEqual(error(-32004, 'topoheight'));
    await expect(at(0, 4)).rejects.toEqual(error(-32004, 'topoheight', 'Ask for a topoheight from 0 to 3.'));
    await expect(at(6, 1)).rejects.toEqual(error(-32004, 'topoheight'));
  });

  test('get_balance_history has what each block left, the newest first', async () => {
    const devnet = await smallChain();
    const history = (account: number, rest = {}) =>
      devnet.call('get_balance_history', { address: addresses[account]!, ...rest });
    expect(await history(5)).toEqual([
      { topoheight: 3n, balance: 10n },
      { topoheight: 1n, balance: 7n },
    ]);
    expect(await history(5, { maximum_topoheight: 2 })).toEqual([{ topoheight: 1n, balance: 7n }]);
    expect(await history(5, { minimum_topoheight: 2 })).toEqual([{ topoheight: 3n, balance: 10n }]);
    expect(await history(5, { asset: UNO })).toEqual([]);
    expect(await history(6)).toEqual([]);
    expect(await history(0)).toHaveLength(2);
    await expect(history(5, { maximum_topoheight: 4 })).rejects.toEqual(error(-32004, 'maximum_topoheight'));
    // Each block pays the miner.
    for (let i = 3; i < 205; i++) await devnet.block();
    const miner = z.array(z.object({ topoheight: z.bigint() })).parse(await history(4));
    expect([miner.length, miner[0], miner.at(-1)]).toEqual([200, { topoheight: 205n }, { topoheight: 6n }]);
  });

  test('has_balance asks about the head, or about exactly one block', async () => {
    const devnet = await smallChain();
    const has = async (address: string, rest = {}) =>
      await devnet.call('has_balance', { address, asset: TOS, ...rest });
    const [yes, no] = [true, false].map((is) => ({ exist: is, exists: is }));
    expect(await has(addresses[5]!)).toEqual(yes);
    expect(await has(NOBODY)).toEqual(no);
    expect(await has(addresses[5]!, { asset: UNO })).toEqual(no);
    expect(await has(addresses[5]!, { topoheight: 1 })).toEqual(yes);
    expect(await has(addresses[5]!, { topoheight: 2 })).toEqual(no);
    expect(await has(addresses[5]!, { topoheight: null })).toEqual(yes);
    await expect(has(addresses[5]!, { topoheight: 4 })).rejects.toEqual(error(-32004, 'topoheight'));
  });

  test('get_stable_balance is at the newest debit that is not stable, else at the stable topoheight', async () => {
    const devnet = await smallChain();
    const stable = (account: number) => devnet.call('get_stable_balance', { address: addresses[account]!, asset: TOS });
    const hashAt = async (topoheight: number) => bytesToHex((await devnet.storage.hashesAt([topoheight]))[0]!);
    expect(await stable(0)).toEqual({
      balance: START - FEE - 5n,
      stable_topoheight: 1n,
      stable_block_hash: await hashAt(1),
    });
    expect(await stable(2)).toEqual({ balance: START, stable_topoheight: 0n, stable_block_hash: await hashAt(0) });
    await expect(stable(5)).rejects.toEqual(error(-32004, 'address'));
    for (let i = 0; i < 22; i++) await devnet.block();
    // The head is 25, so that block 1 is stable: account 5 has what block 1 gave, not what block 3 gave.
    expect(await stable(5)).toEqual({ balance: 7n, stable_topoheight: 1n, stable_block_hash: await hashAt(1) });
    expect(await stable(1)).toMatchObject({ balance: START - 2n * FEE - 5n, stable_topoheight: 3n });
    for (let i = 0; i < 10; i++) await devnet.block();
    expect(await stable(1)).toMatchObject({ balance: START - 2n * FEE - 5n, stable_topoheight: 11n });
    await expect(stable(6)).rejects.toEqual(error(-32004, 'address'));
  });
});

test('nonces', async () => {
  const devnet = await smallChain();
  const address = addresses[1]!;
  expect(await devnet.call('get_nonce', { address })).toEqual({
    topoheight: 3n,
    nonce: 2n,
    previous_topoheight: 1n,
    version: { nonce: 2n, previous_topoheight: 1n },
  });
  expect(await devnet.call('get_nonce_at_topoheight', { address, topoheight: 1 })).toEqual({
    nonce: 1n,
    previous_topoheight: 0n,
  });
  await expect(devnet.call('get_nonce_at_topoheight', { address, topoheight: 2 })).rejects.toEqual(
    error(-32004, 'topoheight'),
  );
  const has = (address: string, rest = {}) => devnet.call('has_nonce', { address, ...rest });
  expect(await has(address)).toEqual({ exist: true, exists: true });
  expect(await has(NOBODY)).toEqual({ exist: false, exists: false });
  expect(await has(address, { topoheight: 2 })).toEqual({ exist: false, exists: false });
  expect(await has(address, { topoheight: '3' })).toEqual({ exist: true, exists: true });
});

describe('registration', () => {
  test('is of the block that first names an account', async () => {
    const devnet = await smallChain();
    const at = (address: string) => devnet.call('get_account_registration_topoheight', { address });
    expect(await at(addresses[0]!)).toBe(0n);
    expect(await at(addresses[5]!)).toBe(1n);
    await expect(at(NOBODY)).rejects.toEqual(error(-32004, 'address'));
  });

  test('of an account in a long chain is found exactly', async () => {
    const devnet = await InjectedRpcDevnet.open();
    for (let i = 1; i < 40; i++) await devnet.block(i === 23 ? [{ from: 0, payload: transfers(6, 1n) }] : []);
    expect(await devnet.call('get_account_registration_topoheight', { address: addresses[6]! })).toBe(23n);
  });

  test('is asked at the head or where it is stable', async () => {
    const devnet = await smallChain();
    const is = (address: string, in_stable_height?: boolean) =>
      devnet.call('is_account_registered', { address, in_stable_height });
    expect(await is(addresses[5]!, false)).toBe(true);
    expect(await is(addresses[5]!)).toBe(true);
    expect(await is(addresses[5]!, true)).toBe(false);
    expect(await is(addresses[0]!, true)).toBe(true);
    expect(await is(NOBODY, false)).toBe(false);
    for (let i = 0; i < 22; i++) await devnet.block();
    expect(await is(addresses[5]!, true)).toBe(true);
  });
});

describe('lists', () => {
  test('get_accounts has pages, and those registered in a range', async () => {
    const devnet = await smallChain();
    const list = (params: Record<string, number> = {}) => devnet.call('get_accounts', params);
    const all = await list();
    // The developers' account is registered by the first reward, and its key begins with 04.
    expect(new Set(all as string[])).toEqual(new Set([...addresses.slice(0, 6), expect.any(String)]));
    expect(await list({ skip: 1, maximum: 2 })).toEqual((all as string[]).slice(1, 3));
    expect(await list({ maximum: 0 })).toEqual([]);
    expect(await list({ skip: 100 })).toEqual([]);
    expect(await list({ maximum_topoheight: 0 })).toEqual(addresses.slice(0, 5));
    const later = (await list({ minimum_topoheight: 1 })) as string[];
    expect(later).toHaveLength(2);
    expect(later).toContain(addresses[5]);
    expect(await list({ minimum_topoheight: 1, skip: 1 })).toEqual(later.slice(1));
    expect(await list({ minimum_topoheight: 2, maximum_topoheight: 3 })).toEqual([]);
    await expect(list({ maximum: 101 })).rejects.toEqual(error(-32004, 'maximum'));
    await expect(list({ minimum_topoheight: 4 })).rejects.toEqual(error(-32004, 'minimum_topoheight'));
    await expect(list({ maximum_topoheight: 4 })).rejects.toEqual(error(-32004, 'maximum_topoheight'));
    await expect(list({ minimum_topoheight: 3, maximum_topoheight: 2 })).rejects.toEqual(
      error(-32004, 'maximum_topoheight'),
    );
  });

  test('get_account_assets', async () => {
    const devnet = await smallChain();
    const list = (address: string, rest = {}) => devnet.call('get_account_assets', { address, ...rest });
    expect(await list(addresses[0]!)).toEqual([TOS]);
    expect(await list(addresses[0]!, { skip: 1 })).toEqual([]);
    expect(await list(NOBODY)).toEqual([]);
    await expect(list(NOBODY, { maximum: 101 })).rejects.toEqual(error(-32004, 'maximum'));
  });

  test('assets', async () => {
    const devnet = await smallChain();
    const tos = {
      asset: TOS,
      topoheight: 0n,
      decimals: 8n,
      name: 'TOS',
      ticker: 'TOS',
      max_supply: 18_400_000_000_000_000n,
      owner: null,
    };
    const uno = { ...tos, asset: UNO, name: 'UNO', ticker: 'UNO', max_supply: null };
    expect(await devnet.call('get_asset', { asset: TOS })).toEqual(tos);
    expect(await devnet.call('get_assets', {})).toEqual([tos, uno]);
    expect(await devnet.call('get_assets')).toEqual([tos, uno]);
    expect(await devnet.call('get_assets', { skip: 1 })).toEqual([uno]);
    expect(await devnet.call('get_assets', { maximum: 1 })).toEqual([tos]);
    expect(await devnet.call('get_assets', { minimum_topoheight: 1 })).toEqual([]);
    await expect(devnet.call('get_asset', { asset: 'ff'.repeat(32) })).rejects.toEqual(error(-32004, 'asset'));
  });
});

test('the number of items', async () => {
  const devnet = await smallChain();
  const counts = () =>
    Promise.all(['accounts', 'assets', 'contracts', 'transactions'].map((what) => devnet.call(`count_${what}`)));
  expect(await counts()).toEqual([7n, 2n, 0n, 3n]);
  await devnet.block();
  await devnet.block([{ from: 2, payload: transfers(6, 1n) }]);
  expect(await counts()).toEqual([8n, 2n, 0n, 4n]);
});

test('multisig', async () => {
  const devnet = await InjectedRpcDevnet.open();
  const address = addresses[0]!;
  await expect(devnet.call('get_multisig', { address })).rejects.toEqual(error(-32004, 'address'));
  expect(await devnet.call('has_multisig', { address })).toBe(false);
  await devnet.block([{ from: 0, payload: { type: 'multisig', threshold: 1, participants: [accounts[1]!] } }]);
  expect(await devnet.call('get_multisig', { address })).toEqual({
    state: { active: { participants: [addresses[1]], threshold: 1n } },
    topoheight: 1n,
  });
  expect(await devnet.call('has_multisig', { address })).toBe(true);
  await devnet.block([{ from: 0, payload: { type: 'multisig', threshold: 0, participants: [] }, coSigners: [0] }]);
  expect(await devnet.call('get_multisig', { address })).toEqual({ state: 'deleted', topoheight: 2n });
  expect(await devnet.call('has_multisig', { address })).toBe(false);
});

describe('addresses', () => {
  // The key of account 0 with the text "hi", and with a byte that is no element.
  const WITH_TEXT = 'tst1qyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqqpqf5xjwjj30n';
  const WITH_GARBAGE = 'tst1qyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszzgxrwesa';
  const MAINNET = 'tos13jfypdzk48ndcewrw7ssfrt5t722prxm0azvhntmgme5qjy8zy6qq83fpue';

  test.each([
    [addresses[0]!, {}, true, false],
    [addresses[0]!, { allow_integrated: true }, true, false],
    [WITH_TEXT, {}, false, true],
    [WITH_TEXT, { allow_integrated: true }, true, true],
    [WITH_TEXT, { allow_integrated: true, max_integrated_data_size: 5 }, true, true],
    [WITH_TEXT, { allow_integrated: true, max_integrated_data_size: 4 }, false, true],
    [MAINNET, { allow_integrated: true }, false, false],
    ['', {}, false, false],
    [`${addresses[0]!}q`, {}, false, false],
  ])('validate_address: %s %o', async (address, options, is_valid, is_integrated) => {
    const devnet = await InjectedRpcDevnet.open();
    expect(await devnet.call('validate_address', { address, ...options })).toEqual({ is_valid, is_integrated });
  });

  test('split_address', async () => {
    const devnet = await InjectedRpcDevnet.open();
    expect(await devnet.call('split_address', { address: WITH_TEXT })).toEqual({
      address: addresses[0],
      integrated_data: 'hi',
      size: 5n,
    });
    await expect(devnet.call('split_address', { address: addresses[0]! })).rejects.toEqual(error(-32602, 'address'));
    await expect(devnet.call('split_address', { address: WITH_GARBAGE })).rejects.toMatchObject({ code: -32000n });
    await expect(devnet.call('split_address', { address: MAINNET })).rejects.toMatchObject({
      code: -32602n,
      data: { field: 'address' },
    });
  });

  test('extract_key_from_address', async () => {
    const devnet = await InjectedRpcDevnet.open();
    for (const address of [addresses[0]!, WITH_TEXT]) {
      expect(await devnet.call('extract_key_from_address', { address, as_hex: true })).toEqual({
        hex: '01'.repeat(32),
      });
      expect(await devnet.call('extract_key_from_address', { address })).toEqual({ bytes: Array(32).fill(1n) });
    }
  });
});

test('below where the chain was pruned, what is not known is an error, and what is known an answer', async () => {
  const devnet = await smallChain();
  for (let i = 0; i < 250; i++) await devnet.block(i === 100 ? [{ from: 0, payload: transfers(6, 1n) }] : []);
  expect(await devnet.call('get_pruned_topoheight')).toBeNull();
  await devnet.chain.prune(10);
  expect(await devnet.call('get_pruned_topoheight')).toBe(10n);
  const balance = (account: number, topoheight: number) =>
    devnet.call('get_balance_at_topoheight', { address: addresses[account]!, asset: TOS, topoheight });
  // The last version below the pruned part stays, without the one before.
  expect(await balance(5, 3)).toMatchObject({ final_balance: 10n, previous_topoheight: null });
  await expect(balance(5, 1)).rejects.toEqual(error(-32004, 'topoheight', expect.stringContaining('from 10 to 253')));
  await expect(devnet.call('has_nonce', { address: addresses[5]!, topoheight: 2 })).rejects.toEqual(
    error(-32004, 'topoheight'),
  );
  const registration = (account: number) =>
    devnet.call('get_account_registration_topoheight', { address: addresses[account]! });
  expect(await registration(6)).toBe(104n);
  expect(await registration(2)).toBe(0n);
  await expect(registration(5)).rejects.toEqual(error(-32004, 'address'));
  const accountsIn = (params: Record<string, number>) => devnet.call('get_accounts', params);
  expect(await accountsIn({})).toHaveLength(8);
  expect(await accountsIn({ minimum_topoheight: 11 })).toEqual([addresses[6]]);
  expect(await accountsIn({ maximum_topoheight: 10 })).toHaveLength(7);
  await expect(accountsIn({ minimum_topoheight: 10 })).rejects.toEqual(error(-32004, 'minimum_topoheight'));
  await expect(accountsIn({ maximum_topoheight: 9 })).rejects.toEqual(error(-32004, 'maximum_topoheight'));
  expect(await devnet.call('count_accounts')).toBe(8n);
  expect(await devnet.call('count_transactions')).toBe(4n);
});

test('peers: there are none', async () => {
  const devnet = await smallChain();
  expect(await devnet.call('p2p_status')).toEqual({
    peer_count: 0n,
    max_peers: 0n,
    tag: null,
    our_topoheight: 3n,
    best_topoheight: 3n,
    median_topoheight: 3n,
    peer_id: 0n,
  });
  expect(await devnet.call('get_peers')).toEqual({ peers: [], total_peers: 0n, hidden_peers: 0n });
});

test.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1536, '1.5 KiB'],
  [3 * 1024 ** 3, '3.0 GiB'],
  [2 ** 52, '4.0 PiB'],
])('the size of %i bytes is %s', async (size, formatted) => {
  const devnet = await InjectedRpcDevnet.open();
  devnet.storage.sizeOnDisk = async () => size;
  expect(await devnet.call('get_size_on_disk')).toEqual({ size_bytes: BigInt(size), size_formatted: formatted });
});

test('what is not supported says what to use', async () => {
  const devnet = await InjectedRpcDevnet.open();
  await expect(devnet.call('get_contract_module', { contract: TOS })).rejects.toMatchObject({
    code: -32004n,
    message: expect.stringMatching(/^get_contract_module is not supported by this node\. .*get_transaction/),
    data: { code: 'TOS_NOT_SUPPORTED', remedy: expect.stringContaining('get_transaction') },
  });
});
