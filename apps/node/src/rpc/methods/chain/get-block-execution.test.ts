import { bytesToHex, encodeAddress } from '@tos/crypto';
import { networks } from '@tos/protocol';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { accounts } from '../../../../../../packages/chain/test/injected-devnet.ts';
import { openMethodDevnet, wireAtHead } from '../../../../test/method-devnet.ts';

const answer = z.object({
  topoheight: z.bigint(),
  hash: z.string(),
  executor: z.string(),
  started_at: z.bigint(),
  transactions: z.bigint(),
  left_out: z.bigint(),
  verified: z.bigint(),
  remembered: z.bigint(),
  conflicts: z.object({ levels: z.array(z.bigint()), longest_chain: z.bigint(), hottest: z.array(z.unknown()) }),
});

const METHOD = 'get_block_execution';
const ABSENT = 'ab'.repeat(32);
const transfer = (to: number) =>
  ({
    type: 'transfers',
    transfers: [{ asset: new Uint8Array(32), destination: accounts[to]!, amount: 1n, extraData: null }],
  }) as const;

test('a block is found by its place and by its hash', async () => {
  const devnet = await openMethodDevnet();
  const wires = [0, 1, 2].map((from) => wireAtHead(devnet, { from, nonce: 0n, payload: transfer(4) }));
  const hash = bytesToHex(await devnet.block(wires));
  const byPlace = answer.parse(await devnet.call(METHOD, { topoheight: 1n }));
  expect(byPlace).toMatchObject({ topoheight: 1n, hash, executor: 'sequential', transactions: 3n, left_out: 0n });
  expect(byPlace).toMatchObject({ verified: 3n, remembered: 0n });
  expect(byPlace.conflicts).toEqual({ levels: [3n], longest_chain: 1n, hottest: [] });
  expect(await devnet.call(METHOD, { hash })).toEqual(await devnet.call(METHOD, { topoheight: '1' }));
  expect(answer.parse(await devnet.call(METHOD, { topoheight: 1n, hash: null })).hash).toBe(hash);
});

test('transactions of one sender wait for one another, and the answer names the account', async () => {
  const devnet = await openMethodDevnet();
  const wires = [0n, 1n, 2n].map((nonce) => wireAtHead(devnet, { from: 0, nonce, payload: transfer(4) }));
  await devnet.block([...wires, wireAtHead(devnet, { from: 1, nonce: 0n, payload: transfer(4) })]);
  const { conflicts } = answer.parse(await devnet.call(METHOD, { topoheight: 1n }));
  expect(conflicts).toMatchObject({ levels: [2n, 1n, 1n], longest_chain: 3n });
  const address = encodeAddress(accounts[0]!, networks.devnet);
  expect(conflicts.hottest).toEqual(
    expect.arrayContaining([
      { domain: 'nonce', key: bytesToHex(accounts[0]!), address, transactions: 3n, waits: 2n },
      { domain: 'balance', key: expect.any(String), address, transactions: 3n, waits: 2n },
    ]),
  );
});

test.each([
  ['no block', {}, 'topoheight: name one block, by topoheight or by hash, not none', 'topoheight'],
  ['null', { topoheight: null, hash: null }, 'not none', 'topoheight'],
  ['two blocks', { topoheight: 0n, hash: ABSENT }, 'not both', 'topoheight'],
  ['a negative place', { topoheight: -1n }, 'expected an integer from 0', 'topoheight'],
  ['a place beyond all', { topoheight: 2n ** 53n }, 'expected an integer from 0', 'topoheight'],
  ['a text that is no number', { topoheight: 'one' }, 'expected an integer from 0', 'topoheight'],
  ['a short hash', { hash: 'ab' }, '32 bytes', 'hash'],
  ['a number for a hash', { hash: 7n }, 'expected string', 'hash'],
] as const)('%s: the error says what is wrong', async (_, params, problem, field) => {
  const devnet = await openMethodDevnet();
  const { code, message, data } = await devnet.refusal(METHOD, params);
  expect({ code, message, data }).toMatchObject({
    code: -32602,
    message: expect.stringContaining(problem),
    data: { field },
  });
});

test('another member is refused', async () => {
  const devnet = await openMethodDevnet();
  expect(await devnet.refusal(METHOD, { height: 1n })).toMatchObject({ code: -32602 });
});

test('a block that is not there, and one whose execution is not kept', async () => {
  const devnet = await openMethodDevnet();
  await devnet.blocks(2);
  expect(await devnet.refusal(METHOD, { topoheight: 3n })).toMatchObject({
    code: -32004,
    message: expect.stringMatching(/^No block has the topoheight 3: the head is 2\b/),
  });
  expect(await devnet.refusal(METHOD, { hash: ABSENT })).toMatchObject({
    code: -32004,
    message: expect.stringContaining(`No block here has the hash ${ABSENT}`),
  });
  // Nobody executed the genesis.
  expect(await devnet.refusal(METHOD, { topoheight: 0n })).toMatchObject({
    code: -32004,
    message: expect.stringMatching(/^Not kept here: how the block [0-9a-f]{64} was executed/),
    data: { code: 'TOS_NOT_KEPT' },
  });
});

test('a block that a rollback undid is found by its hash, and its place belongs to the next one', async () => {
  const devnet = await openMethodDevnet();
  const first = bytesToHex(await devnet.block());
  await devnet.chain.rollbackTo(0, { belowStable: true });
  expect(await devnet.refusal(METHOD, { topoheight: 1n })).toMatchObject({ code: -32004 });
  const second = bytesToHex(await devnet.block([wireAtHead(devnet, { from: 0, nonce: 0n, payload: transfer(4) })]));
  expect(answer.parse(await devnet.call(METHOD, { hash: first }))).toMatchObject({ hash: first, transactions: 0n });
  expect(answer.parse(await devnet.call(METHOD, { topoheight: 1n }))).toMatchObject({
    hash: second,
    transactions: 1n,
  });
});
