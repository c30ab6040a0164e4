import { bytesToHex, encodeAddress } from '@tos/crypto';
import { COIN, networks } from '@tos/protocol';
import { NATIVE_ASSET } from '@tos/state';
import { decodeBatch, type Payload, transactionHash } from '@tos/transaction';
import { describe, expect, test, vi } from 'vitest';
import { START } from '../../../../../../packages/chain/test/devnet.ts';
import { accounts } from '../../../../../../packages/chain/test/injected-devnet.ts';
import { asRead, type MethodDevnet, openMethodDevnet, wireAtHead } from '../../../../test/method-devnet.ts';
import { toTransactionJson } from '../../schemas/transaction-json.ts';

const UNKNOWN = 'ab'.repeat(32);
const { devnet: network } = networks;
const hex = (bytes: Uint8Array): string => bytesToHex(bytes);
const hashOf = (wire: Uint8Array): string => hex(transactionHash(wire));
const TOS = hex(NATIVE_ASSET);
const address = (account: number): string => encodeAddress(accounts[account]!, network);

const transferTo = (to: number, amount = 5n): Payload => ({
  type: 'transfers',
  transfers: [{ asset: NATIVE_ASSET, destination: accounts[to]!, amount, extraData: null }],
});
const burn = (amount: bigint): Payload => ({ type: 'burn', asset: NATIVE_ASSET, amount });
/** A proof that the injected verifier takes for good. */
const proof = Uint8Array.of(1, ...new Uint8Array(95));
/** A compressed point, the identity. */
const point = new Uint8Array(32);

/** A payload of every type that a chain accepts. */
const accepted: { readonly [name: string]: Payload } = {
  transfers: transferTo(1),
  burn: burn(7n),
  multi_sig: { type: 'multisig', threshold: 1, participants: [accounts[2]!] },
  deploy_contract: { type: 'deploy_contract', module: Uint8Array.of(0x7f, 0x45, 0x4c, 0x46), invoke: null },
  energy: { type: 'energy', variant: 'freeze_tos', amount: COIN, durationDays: 3 },
  shield_transfers: {
    type: 'shield_transfers',
    transfers: [
      {
        asset: NATIVE_ASSET,
        destination: accounts[1]!,
        amount: 100n * COIN,
        extraData: Uint8Array.of(9),
        commitment: point,
        receiverHandle: point,
        proof,
      },
    ],
    sourceCommitments: [],
  },
  register_name: { type: 'register_name', name: 'alice' },
  agent_account: {
    type: 'agent_account',
    variant: 'register',
    controller: accounts[3]!,
    policyHash: new Uint8Array(32).fill(4),
    energyPool: null,
    sessionKeyRoot: null,
  },
};

function wireOf(devnet: MethodDevnet, nonce: bigint, payload: Payload = transferTo(1), from = 0): Uint8Array {
  // A name costs 0.1 TOS.
  const fee = payload.type === 'register_name' ? { fee: COIN / 10n } : {};
  return wireAtHead(devnet, { from, nonce, payload, ...fee });
}

/** The JSON of a transaction as a client reads it, with these members. */
function responseOf(wire: Uint8Array, place: object): unknown {
  return { ...Object(asRead(toTransactionJson(decodeBatch([wire]), 0, network))), ...place };
}

const executedIn = (block: string) => ({
  blocks: [block],
  executed_in_block: block,
  in_mempool: false,
  first_seen: null,
});
const waits = { blocks: null, executed_in_block: null, in_mempool: true, first_seen: BigInt(START / 1000) };

describe('get_transaction', () => {
  test.each(Object.entries(accepted))('of a block, type %s', async (name, payload) => {
    const devnet = await openMethodDevnet();
    const wire = wireOf(devnet, 0n, payload);
    const block = hex(await devnet.block([wireOf(devnet, 0n, transferTo(2), 4), wire]));
    const json = await devnet.call('get_transaction', { hash: hashOf(wire) });
    expect(json).toEqual(responseOf(wire, executedIn(block)));
    expect(json).toMatchObject({ data: { [name]: expect.anything() }, source: address(0), fee_type: 0n });
  });

  test('of the mempool, and then of its block', async () => {
    const devnet = await openMethodDevnet();
    const wire = wireOf(devnet, 0n);
    const hash = hashOf(wire);
    await devnet.mempool.add(wire);
    expect(await devnet.call('get_transaction', { hash })).toEqual(responseOf(wire, waits));
    const block = hex(await devnet.block([wire]));
    expect(await devnet.call('get_transaction', { hash })).toEqual(responseOf(wire, executedIn(block)));
  });

  test('of a block that a rollback undid, waiting again and then not', async () => {
    const devnet = await openMethodDevnet();
    const wire = wireOf(devnet, 0n);
    const hash = hashOf(wire);
    const undone = hex(await devnet.block([wire]));
    const { transactions } = await devnet.chain.rollbackTo(0);
    expect(await devnet.call('get_transaction', { hash })).toEqual(
      responseOf(wire, { ...executedIn(undone), executed_in_block: null }),
    );
    await devnet.mempool.afterRollback(transactions);
    expect(await devnet.call('get_transaction', { hash })).toEqual(responseOf(wire, { ...waits, blocks: [undone] }));
    await devnet.block();
    const second = hex(await devnet.block([wire]));
    const json = await devnet.call('get_transaction', { hash });
    expect(json).toMatchObject({ executed_in_block: second, in_mempool: false });
    expect(json).toMatchObject({ blocks: expect.arrayContaining([undone, second]) });
  });

  test('of the pruned part', async () => {
    const devnet = await openMethodDevnet();
    const wire = wireOf(devnet, 0n);
    const block = hex(await devnet.block([wire]));
    await devnet.blocks(245);
    await devnet.chain.prune(5);
    expect(await devnet.call('get_transaction', { hash: hashOf(wire) })).toEqual(responseOf(wire, executedIn(block)));
  });

  test('that nobody knows', async () => {
    const devnet = await openMethodDevnet();
    for (const method of ['get_transaction', 'get_transaction_raw']) {
      expect(await devnet.refusal(method, { hash: UNKNOWN })).toMatchObject({
        code: -32004,
        message: expect.stringContaining(`No transaction here has the hash ${UNKNOWN}`),
      });
      expect(await devnet.refusal(method, { hash: 'ab' })).toMatchObject({ code: -32602, data: { field: 'hash' } });
      expect(await devnet.refusal(method)).toMatchObject({ code: -32602, data: { field: 'hash' } });
    }
  });

  test('that a block takes out of the mempool between the two looks', async () => {
    const devnet = await openMethodDevnet();
    const wire = wireOf(devnet, 0n);
    const hash = transactionHash(wire);
    await devnet.mempool.add(wire);
    const { storage } = devnet;
    const locate = storage.locateTransaction.bind(storage);
    let looks = 0;
    storage.locateTransaction = async (given) => {
      const found = await locate(given);
      if (looks++ === 0) await devnet.block([wire]);
      return found;
    };
    expect(await devnet.call('get_transaction', { hash: hex(hash) })).toMatchObject({
      in_mempool: false,
      blocks: [hex(devnet.chain.head.hash)],
    });
    expect(looks).toBe(2);
  });
});

test('get_transaction_raw has the bytes that were submitted', async () => {
  const devnet = await openMethodDevnet();
  const wire = wireOf(devnet, 0n);
  await devnet.mempool.add(wire);
  expect(await devnet.call('get_transaction_raw', { hash: hashOf(wire) })).toBe(hex(wire));
  await devnet.block([wireOf(devnet, 0n, transferTo(2), 4), wire]);
  expect(await devnet.call('get_transaction_raw', { hash: hashOf(wire) })).toBe(hex(wire));
});

describe('get_transactions', () => {
  test('keeps the order of the hashes, and has null for what nobody knows', async () => {
    const devnet = await openMethodDevnet();
    const [first, second, third] = [wireOf(devnet, 0n), wireOf(devnet, 1n), wireOf(devnet, 0n, burn(1n), 1)];
    const block = hex(await devnet.block([first, second]));
    await devnet.mempool.add(third);
    const tx_hashes = [hashOf(third), hashOf(second), UNKNOWN, hashOf(first), hashOf(second)];
    expect(await devnet.call('get_transactions', { tx_hashes })).toEqual([
      responseOf(third, waits),
      responseOf(second, executedIn(block)),
      null,
      responseOf(first, executedIn(block)),
      responseOf(second, executedIn(block)),
    ]);
    expect(await devnet.call('get_transactions', { tx_hashes: [] })).toEqual([]);
  });

  test('takes 20 hashes', async () => {
    const devnet = await openMethodDevnet();
    const tx_hashes = new Array<string>(20).fill(UNKNOWN);
    expect(await devnet.call('get_transactions', { tx_hashes })).toEqual(new Array<null>(20).fill(null));
    expect(await devnet.refusal('get_transactions', { tx_hashes: [...tx_hashes, UNKNOWN] })).toMatchObject({
      code: -32004,
      message: expect.stringContaining('tx_hashes has 21 hashes; at most 20 are taken'),
    });
    expect(await devnet.refusal('get_transactions', { tx_hashes: [UNKNOWN, 'x'] })).toMatchObject({
      code: -32602,
      data: { field: 'tx_hashes.1' },
    });
  });

  test('shows a bounded number of bytes', async () => {
    const devnet = await openMethodDevnet();
    const module = new Uint8Array(1_000_000);
    module.set([0x7f, 0x45, 0x4c, 0x46]);
    const hashes: string[] = [];
    for (let nonce = 0n; nonce < 6n; nonce++) {
      module[10] = Number(nonce);
      const payload: Payload = { type: 'deploy_contract', module: module.slice(), invoke: null };
      const wire = wireAtHead(devnet, { from: 0, nonce, payload, fee: 10_000_000n });
      hashes.push(hashOf(wire));
      await devnet.block([wire]);
    }
    expect(await devnet.call('get_transactions', { tx_hashes: hashes.slice(0, 5) })).toHaveLength(5);
    expect(await devnet.refusal('get_transactions', { tx_hashes: hashes })).toMatchObject({
      code: -32004,
      message: expect.stringContaining('The answer shows more than 5242880 bytes of blocks or transactions'),
    });
  });
});

test('is_tx_executed_in_block', async () => {
  const devnet = await openMethodDevnet();
  const wire = wireOf(devnet, 0n);
  const tx_hash = hashOf(wire);
  const undone = hex(await devnet.block([wire]));
  expect(await devnet.call('is_tx_executed_in_block', { tx_hash, block_hash: undone })).toBe(true);
  await devnet.chain.rollbackTo(0);
  expect(await devnet.call('is_tx_executed_in_block', { tx_hash, block_hash: undone })).toBe(false);
  await devnet.block();
  const block_hash = hex(await devnet.block([wire]));
  expect(await devnet.call('is_tx_executed_in_block', { tx_hash, block_hash })).toBe(true);
  expect(await devnet.call('is_tx_executed_in_block', { tx_hash, block_hash: undone })).toBe(false);
  expect(await devnet.call('is_tx_executed_in_block', { tx_hash, block_hash: UNKNOWN })).toBe(false);
  expect(await devnet.call('is_tx_executed_in_block', { tx_hash: UNKNOWN, block_hash })).toBe(false);
  expect(await devnet.refusal('is_tx_executed_in_block', { tx_hash })).toMatchObject({
    code: -32602,
    data: { field: 'block_hash' },
  });
});

describe('get_mempool', () => {
  test('has pages of the waiting transactions', async () => {
    const devnet = await openMethodDevnet();
    expect(await devnet.call('get_mempool')).toEqual({ transactions: [], total: 0n });
    const wires = Array.from({ length: 25 }, (_, nonce) => wireOf(devnet, BigInt(nonce)));
    for (const wire of wires) await devnet.mempool.add(wire);
    const page = (from: number, to: number) => ({
      transactions: wires.slice(from, to).map((wire) => responseOf(wire, waits)),
      total: 25n,
    });
    expect(await devnet.call('get_mempool')).toEqual(page(0, 20));
    expect(await devnet.call('get_mempool', { skip: 20 })).toEqual(page(20, 25));
    expect(await devnet.call('get_mempool', { skip: '24', maximum: '20' })).toEqual(page(24, 25));
    expect(await devnet.call('get_mempool', { skip: 3, maximum: 2 })).toEqual(page(3, 5));
    expect(await devnet.call('get_mempool', { skip: 25 })).toEqual(page(25, 25));
    expect(await devnet.call('get_mempool', { maximum: 0 })).toEqual(page(0, 0));
    expect(await devnet.refusal('get_mempool', { maximum: 21 })).toMatchObject({
      code: -32004,
      message: expect.stringContaining('maximum is 21, but must be at most 20'),
    });
    expect(await devnet.refusal('get_mempool', { skip: -1 })).toMatchObject({ code: -32602, data: { field: 'skip' } });
  });
});

describe('get_mempool_cache', () => {
  test('has nonces, hashes, and what is left of the balances', async () => {
    const devnet = await openMethodDevnet();
    await devnet.block([wireOf(devnet, 0n)]);
    const wires = [wireOf(devnet, 1n, transferTo(1, 10n)), wireOf(devnet, 2n, burn(20n))];
    for (const wire of wires) await devnet.mempool.add(wire);
    const fees = 3n * 100_000n;
    expect(await devnet.call('get_mempool_cache', { address: address(0) })).toEqual({
      min: 1n,
      max: 2n,
      txs: wires.map(hashOf),
      balances: { [TOS]: 1_000_000n * COIN - 5n - 10n - 20n - fees },
    });
  });

  test.each(Object.entries(accepted))('a transaction of type %s leaves what the chain leaves', async (_, payload) => {
    const devnet = await openMethodDevnet();
    const wire = wireOf(devnet, 0n, payload);
    await devnet.mempool.add(wire);
    const { balances } = Object(await devnet.call('get_mempool_cache', { address: address(0) }));
    await devnet.block([wire]);
    const { balance } = Object(await devnet.call('get_balance', { address: address(0) }));
    // A fee of 0 and nothing spent: there is no balance to name.
    expect(balances[TOS] ?? 1_000_000n * COIN).toBe(balance);
  });

  test('is refused where nothing waits', async () => {
    const devnet = await openMethodDevnet();
    expect(await devnet.refusal('get_mempool_cache', { address: address(0) })).toMatchObject({
      code: -32004,
      message: expect.stringContaining('No transaction of this address waits in the mempool'),
    });
    expect(await devnet.refusal('get_mempool_cache', { address: 'tst1' })).toMatchObject({
      code: -32602,
      data: { field: 'address' },
    });
  });
});

test('a transaction whose block was undone, and which another block takes while it is looked for, is in that block', async () => {
  const devnet = await openMethodDevnet();
  const { topoheight } = devnet.chain.head;
  const wire = wireOf(devnet, 0n);
  const hash = hashOf(wire);
  await devnet.block([wire]);
  await devnet.chain.rollbackTo(topoheight, { belowStable: true });
  expect(await devnet.call('get_transaction', { hash })).toMatchObject({ executed_in_block: null, in_mempool: false });
  const locate = devnet.storage.locateTransaction.bind(devnet.storage);
  let block: Uint8Array | undefined;
  vi.spyOn(devnet.storage, 'locateTransaction').mockImplementationOnce(async (wanted) => {
    const before = await locate(wanted);
    await devnet.block();
    block = await devnet.block([wire]);
    return before;
  });
  const found = await devnet.call('get_transaction', { hash });
  expect(found).toMatchObject({ executed_in_block: hex(block!) });
});
