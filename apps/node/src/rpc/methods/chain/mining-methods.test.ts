import { type BlockHeader, decodeBlockHeader, encodeBlockHeader, minerWork } from '@tos/chain';
import { bytesToHex, encodeAddress, hexToBytes } from '@tos/crypto';
import { networks } from '@tos/protocol';
import { NATIVE_ASSET } from '@tos/state';
import { transactionHash } from '@tos/transaction';
import { describe, expect, test } from 'vitest';
import { accounts } from '../../../../../../packages/chain/test/injected-devnet.ts';
import { type MethodDevnet, openMethodDevnet, wireAtHead } from '../../../../test/method-devnet.ts';

const address = (account: number): string => encodeAddress(accounts[account]!, networks.devnet);
const terms = (height: bigint) => ({ algorithm: 'tos/v1', height, topoheight: height - 1n, difficulty: '1' });

async function waiting(devnet: MethodDevnet, nonces: readonly bigint[]): Promise<Uint8Array[]> {
  const wires = nonces.map((nonce) => {
    const transfers = [{ asset: NATIVE_ASSET, destination: accounts[1]!, amount: 5n, extraData: null }];
    return wireAtHead(devnet, { from: 0, nonce, payload: { type: 'transfers', transfers } });
  });
  for (const wire of wires) await devnet.mempool.add(wire);
  return wires;
}

async function templateOf(devnet: MethodDevnet): Promise<{ hex: string; header: BlockHeader }> {
  const { template, ...rest } = Object(await devnet.call('get_block_template', { address: address(5) }));
  expect(rest).toEqual(terms(BigInt(devnet.chain.head.height + 1)));
  return { hex: template, header: decodeBlockHeader(hexToBytes(template)) };
}

test('a template has the waiting transactions, on top of the head', async () => {
  const devnet = await openMethodDevnet();
  await devnet.blocks(2);
  const wires = await waiting(devnet, [0n, 1n]);
  const { header } = await templateOf(devnet);
  expect(header).toMatchObject({ height: 3n, tips: [devnet.chain.head.hash], miner: accounts[5] });
  expect(bytesToHex(header.transactionHashes)).toBe(wires.map((wire) => bytesToHex(transactionHash(wire))).join(''));
  // Nothing is taken, and nothing committed.
  expect(devnet.mempool.size).toBe(2);
  expect(devnet.chain.head.height).toBe(2);
});

test('the work of a template is its 112 bytes, for its miner or another', async () => {
  const devnet = await openMethodDevnet();
  await waiting(devnet, [0n]);
  const { hex, header } = await templateOf(devnet);
  const expected = { miner_work: bytesToHex(minerWork(header)), ...terms(1n) };
  expect(await devnet.call('get_miner_work', { template: hex })).toEqual(expected);
  expect(await devnet.call('get_miner_work', { template: hex, address: null })).toEqual(expected);
  expect(await devnet.call('get_miner_work', { template: hex, address: address(4) })).toEqual({
    miner_work: bytesToHex(minerWork({ ...header, miner: accounts[4]! })),
    ...terms(1n),
  });
  const wrong = await devnet.refusal('get_miner_work', { template: hex.slice(2) });
  expect(wrong).toMatchObject({ code: -32602, data: { field: 'template' } });
  expect(wrong.message).toMatch(/^Invalid params: template: not a block template: Invalid block header: /);
});

describe('submit_block', () => {
  test('commits a template as it is', async () => {
    const devnet = await openMethodDevnet();
    await waiting(devnet, [0n, 1n]);
    const { hex } = await templateOf(devnet);
    expect(await devnet.call('submit_block', { block_template: hex })).toBe(true);
    expect(await devnet.call('get_top_block', { include_txs: true })).toMatchObject({
      height: 1n,
      miner: address(5),
      transactions: [{ nonce: 0n }, { nonce: 1n }],
    });
    expect(devnet.mempool.size).toBe(0);
    expect(devnet.reported).toEqual([1]);
  });

  test('commits what a miner made of it', async () => {
    const devnet = await openMethodDevnet();
    const { hex, header } = await templateOf(devnet);
    const mined = { ...header, nonce: 99n, extraNonce: accounts[2]!, miner: accounts[3]! };
    const miner_work = bytesToHex(minerWork(mined));
    expect(await devnet.call('submit_block', { block_template: hex, miner_work })).toBe(true);
    expect(await devnet.call('get_top_block')).toMatchObject({
      nonce: 99n,
      extra_nonce: bytesToHex(accounts[2]!),
      miner: address(3),
    });
  });

  test('refuses the work of another template', async () => {
    const devnet = await openMethodDevnet();
    const { hex, header } = await templateOf(devnet);
    const miner_work = bytesToHex(minerWork({ ...header, height: 9n }));
    expect(await devnet.refusal('submit_block', { block_template: hex, miner_work })).toMatchObject({
      code: -32000,
      data: { code: 'TOS_INVALID_FORMAT' },
    });
    expect(await devnet.refusal('submit_block', { block_template: hex, miner_work: 'ab' })).toMatchObject({
      code: -32602,
      message: expect.stringContaining('Invalid params: miner_work: expected hex of 112 bytes'),
    });
    expect(devnet.chain.head.height).toBe(0);
  });

  test('refuses a template whose parent is no longer the head, and the same template twice', async () => {
    const devnet = await openMethodDevnet();
    const { hex } = await templateOf(devnet);
    await devnet.block();
    expect(await devnet.refusal('submit_block', { block_template: hex })).toMatchObject({
      code: -32004,
      data: { code: 'TOS_RULE_VIOLATION', error_code: 0x0609 },
    });
    const fresh = await templateOf(devnet);
    expect(await devnet.call('submit_block', { block_template: fresh.hex })).toBe(true);
    expect(await devnet.refusal('submit_block', { block_template: fresh.hex })).toMatchObject({
      code: -32004,
      data: { error_code: 0xffff },
    });
    expect(devnet.reported).toEqual([2]);
  });

  test('refuses a template with a transaction that waits no more', async () => {
    const devnet = await openMethodDevnet();
    const [wire] = await waiting(devnet, [0n]);
    const { hex } = await templateOf(devnet);
    await devnet.block([wire!]);
    expect(await devnet.refusal('submit_block', { block_template: hex })).toMatchObject({
      code: -32004,
      message: expect.stringContaining(
        `Transaction ${bytesToHex(transactionHash(wire!))} of the template waits no more`,
      ),
    });
  });

  test('refuses a header that no block can have, with its code', async () => {
    const devnet = await openMethodDevnet();
    const { header } = await templateOf(devnet);
    const submit = (change: Partial<BlockHeader>) =>
      devnet.refusal('submit_block', { block_template: bytesToHex(encodeBlockHeader({ ...header, ...change })) });
    expect(await submit({ version: 1 })).toMatchObject({ code: -32004, data: { error_code: 0x060d } });
    expect(await submit({ height: 7n })).toMatchObject({ code: -32004, data: { error_code: 0x060e } });
    expect(await submit({ timestamp: 2n ** 63n })).toMatchObject({ code: -32004, data: { error_code: 0x0605 } });
    expect(await submit({ tips: [accounts[0]!] })).toMatchObject({ code: -32004, data: { error_code: 0x0608 } });
    expect(devnet.chain.head.height).toBe(0);
  });
});
