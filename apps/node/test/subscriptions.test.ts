import { bytesToHex } from '@noble/hashes/utils.js';
import { encodeAddress } from '@tos/crypto';
import { networks, stringifyExactJson } from '@tos/protocol';
import { contractAddress } from '@tos/runtime';
import { transactionHash } from '@tos/transaction';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { chainEventNames } from '../src/rpc/schemas/notify-event.ts';
import { alice, openRpcDevnet, type RpcDevnet } from './rpc-devnet.ts';
import { WsClient } from './ws-client.ts';

let devnet: RpcDevnet;
let client: WsClient;

beforeEach(async () => {
  devnet = await openRpcDevnet();
  client = await WsClient.open(devnet.server.url);
});

afterEach(async () => {
  client.close();
  await devnet.close();
  expect(devnet.internal).toEqual([]);
});

const hex = (bytes: Uint8Array): string => bytesToHex(bytes);

test('every event of a block comes with the id of its subscription, and in one order', async () => {
  const ids = new Map<string, bigint>();
  for (const name of chainEventNames) ids.set(name, await client.subscribe(name));
  const events = async (name: string, count: number) => client.whenEvents(ids.get(name)!, count);

  const module = new Uint8Array([0x7f, 0x45, 0x4c, 0x46]);
  const wires = [devnet.sign(0n), devnet.sign(1n, { type: 'deploy_contract', module, invoke: null }), devnet.sign(2n)];
  const hash = await devnet.produce(...wires);
  expect(await events('new_block', 1)).toMatchObject([
    {
      event: 'new_block',
      hash: hex(hash),
      topoheight: 1n,
      txs_hashes: wires.map((wire) => hex(transactionHash(wire))),
    },
  ]);
  expect(await events('block_ordered', 1)).toEqual([
    { event: 'block_ordered', block_hash: hex(hash), block_type: 'Normal', topoheight: 1n },
  ]);
  expect(await events('transaction_executed', 3)).toEqual(
    wires.map((wire) => ({
      event: 'transaction_executed',
      tx_hash: hex(transactionHash(wire)),
      block_hash: hex(hash),
      topoheight: 1n,
    })),
  );
  const contract = hex(contractAddress(alice.publicKey, module));
  expect(await events('deploy_contract', 1)).toEqual([
    { event: 'deploy_contract', contract, block_hash: hex(hash), topoheight: 1n },
  ]);

  // The stable height stays 24 behind.
  for (let i = 0; i < 25; i++) await devnet.produce();
  expect(await events('stable_height_changed', 2)).toEqual([
    { event: 'stable_height_changed', previous_stable_height: 0n, new_stable_height: 1n },
    { event: 'stable_height_changed', previous_stable_height: 1n, new_stable_height: 2n },
  ]);
  expect(await events('stable_topo_height_changed', 2)).toMatchObject([
    { previous_stable_topoheight: 0n, new_stable_topoheight: 1n },
    { previous_stable_topoheight: 1n, new_stable_topoheight: 2n },
  ]);

  await devnet.rollbackTo(0);
  const orphaned = await events('block_orphaned', 26);
  expect(orphaned.map(({ old_topoheight }) => Number(old_topoheight))).toEqual(
    Array.from({ length: 26 }, (_, i) => 26 - i),
  );
  expect(orphaned[25]).toEqual({ event: 'block_orphaned', block_hash: hex(hash), old_topoheight: 1n });
  expect(await events('transaction_orphaned', 3)).toMatchObject(
    wires.map((wire) => ({ event: 'transaction_orphaned', hash: hex(transactionHash(wire)), in_mempool: false })),
  );
  expect((await events('stable_height_changed', 4)).slice(2)).toMatchObject([
    { previous_stable_height: 2n, new_stable_height: 1n },
    { previous_stable_height: 1n, new_stable_height: 0n },
  ]);

  // The events of the first block came in the order of the table, behind all answers.
  const firstBlock = client.frames
    .map(({ result }) => result)
    .flatMap((result) => (typeof result === 'object' && result !== null && 'event' in result ? [result['event']] : []));
  expect(firstBlock.slice(0, 6)).toEqual([
    'new_block',
    'block_ordered',
    'transaction_executed',
    'transaction_executed',
    'transaction_executed',
    'deploy_contract',
  ]);
});

test('a transaction that begins to wait is an event', async () => {
  const id = await client.subscribe('transaction_added_in_mempool');
  const wire = devnet.sign(0n);
  await devnet.submit(wire);
  expect(await client.whenEvents(id, 1)).toEqual([
    {
      event: 'transaction_added_in_mempool',
      hash: hex(transactionHash(wire)),
      source: encodeAddress(alice.publicKey, networks.devnet),
      fee: expect.any(BigInt),
      first_seen: BigInt(Math.floor([...devnet.mempool.entries()][0]!.firstSeen / 1000)),
      size: BigInt(wire.length),
    },
  ]);
});

test('a transaction that waits no more is an event with the reason', async () => {
  const id = await client.subscribe('transaction_left_mempool');
  const wires = [devnet.sign(0n), devnet.sign(1n), devnet.sign(2n)];
  for (const wire of wires) await devnet.submit(wire);
  const module = new Uint8Array([0x7f, 0x45, 0x4c, 0x46]);
  await devnet.produce(wires[0]!, devnet.sign(1n, { type: 'deploy_contract', module, invoke: null }));
  // The block undone makes nonce 0 the next one, so that what waits is void.
  await devnet.rollbackTo(0);
  await devnet.mempool.afterRollback([]);
  const reasons = new Map((await client.whenEvents(id, 3)).map(({ hash, reason }) => [hash, reason]));
  expect(wires.map((wire) => reasons.get(hex(transactionHash(wire))))).toEqual(['executed', 'replaced', 'dropped']);
  await client.call('unsubscribe', { notify: 'transaction_left_mempool' });
  await devnet.submit(devnet.sign(0n));
  await devnet.produce(devnet.sign(0n));
  expect(client.events(id).length).toBe(3);
});

const HASH = '07'.repeat(32);

test.each([
  'new_asset',
  'peer_connected',
  'peer_disconnected',
  'peer_state_updated',
  'peer_peer_list_updated',
  'peer_peer_disconnected',
  { invoke_contract: { contract: HASH } },
  { contract_transfer: { address: 'tst1' } },
  { contract_event: { contract: HASH, id: 1 } },
  { scheduled_execution_executed: { contract: HASH } },
])('%j is taken, and never happens here', async (event) => {
  await client.subscribe(event);
  expect(await client.call('subscribe', { notify: event })).toMatchObject({ error: { code: -2n } });
  expect(await client.call('unsubscribe', { notify: event })).toMatchObject({ result: true });
});

test.each([
  ['watch_address_payments', /get_account_history/],
  [{ watch_address_payments: { address: 'tst1' } }, /get_account_history/],
  ['new_block_template', /get_block_template/],
  ['transaction_sc_result', /transaction_executed/],
  ['new_blocks', /not an event: new_blocks; rpc.discover/],
  [{}, /not an event: an empty object/],
  [7, /not an event: bigint/],
  [{ invoke_contract: { contract: 'x' } }, /invoke_contract/],
  [{ invoke_contract: { contract: HASH }, contract_event: { contract: HASH, id: 1 } }, /not an event/],
])('%j is refused, with what to use', async (notify, message) => {
  for (const method of ['subscribe', 'unsubscribe']) {
    const { error } = await client.call(method, { notify });
    expect(error).toMatchObject({
      code: -32602n,
      message: expect.stringMatching(message),
      data: { field: expect.stringMatching(/^notify/) },
    });
  }
});

test('subscribing twice is error -2, unsubscribing without is error -1; after unsubscribing nothing comes', async () => {
  expect(await client.call('unsubscribe', { notify: 'new_block' })).toMatchObject({ error: { code: -1n } });
  const first = await client.subscribe('new_block');
  expect(await client.call('subscribe', { notify: 'new_block' })).toMatchObject({ error: { code: -2n } });
  expect(await client.call('subscribe', { notify: 'new_block', from_topoheight: 0n })).toMatchObject({
    error: { code: -2n },
  });
  await devnet.produce();
  await client.whenEvents(first, 1);
  expect(await client.call('unsubscribe', { notify: 'new_block' })).toMatchObject({ result: true });
  await devnet.produce();
  const second = await client.subscribe('new_block');
  await devnet.produce();
  expect(await client.whenEvents(second, 1)).toMatchObject([{ topoheight: 3n }]);
  expect(client.events(first)).toHaveLength(1);
});

test('over HTTP the error says where subscriptions are', async () => {
  const body = { jsonrpc: '2.0', id: 1n, method: 'subscribe', params: { notify: 'new_block' } };
  const response = await fetch(`${devnet.server.url}/json_rpc`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: stringifyExactJson(body),
  });
  expect(await response.json()).toMatchObject({
    error: { code: -32601, message: expect.stringContaining('WebSocket') },
  });
});

test('a socket has 64 subscriptions at the most', async () => {
  for (let i = 0n; i < 64n; i++) await client.subscribe({ contract_event: { contract: HASH, id: i } });
  expect(await client.call('subscribe', { notify: 'new_block' })).toMatchObject({
    error: { code: -32004n, message: expect.stringContaining('64 subscriptions') },
  });
});

test('in a list the answer comes before the events, and each event has its own id', async () => {
  const list = [
    { jsonrpc: '2.0', id: 'blocks', method: 'subscribe', params: { notify: 'new_block', from_topoheight: 0n } },
    { jsonrpc: '2.0', id: 'ordered', method: 'subscribe', params: { notify: 'block_ordered', from_topoheight: 0n } },
    { jsonrpc: '2.0', id: 'height', method: 'get_topoheight' },
  ];
  const received: string[] = [];
  client.socket.on('message', (data) => received.push(String(data)));
  client.socket.send(stringifyExactJson(list));
  await client.when(() => (received.length >= 3 ? true : undefined));
  expect(JSON.parse(received[0]!)).toHaveLength(3);
  expect(
    received
      .slice(1)
      .map((text) => [JSON.parse(text).id, JSON.parse(text).result.event])
      .sort(),
  ).toEqual([
    ['blocks', 'new_block'],
    ['ordered', 'block_ordered'],
  ]);
});

test('an id is repeated as it is, and so is that there was none', async () => {
  client.socket.send(
    '{"jsonrpc":"2.0","id":18446744073709551615,"method":"subscribe","params":{"notify":"new_block"}}',
  );
  client.socket.send('{"jsonrpc":"2.0","method":"subscribe","params":{"notify":"block_ordered"}}');
  await client.call('get_version');
  await devnet.produce();
  await client.whenEvents(18446744073709551615n, 1);
  const orphan = await client.when(() => client.frames.find(({ id, result }) => id === null && result !== undefined));
  expect(orphan).toMatchObject({ jsonrpc: '2.0', id: null, result: { event: 'block_ordered', topoheight: 1n } });
});
