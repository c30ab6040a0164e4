// What a node does under the calls of clients: transactions per second until they are on disk, and how long reads wait meanwhile. The
// clients are processes of their own on the same cores, and their CPU is reported. TOS_BENCH_MINUTES (1; 10 for the target) is the length of
// the long run.
import { keyPairOf, loadAccounts } from '../../apps/node/dist/accounts/dev-accounts.js';
import { encodeAddress } from '../../packages/crypto/dist/index.js';
import { networks } from '../../packages/protocol/dist/index.js';
import { startClient } from './node/client-process.mjs';
import { signTransfers } from './node/sign-transfers.mjs';
import { startNode } from './node/start-node.mjs';
import { print, quantile, result } from './statistics.mjs';

const SENDERS = 1000;
const CONNECTIONS = 8;
const LONG_RATE = 1000;
const MIB = 2 ** 20;
const MINUTES = Number(process.env.TOS_BENCH_MINUTES ?? 1);
const ROUNDS = Number(process.env.TOS_BENCH_ROUNDS ?? 3);

export async function run() {
  const rows = [
    ...(await submitting(20, 60)),
    ...(await submitting(1, 25)),
    ...(await refusing()),
    ...(await idle()),
    ...(await long()),
  ];
  print(rows);
  return rows;
}

/** Transfers of all senders over some connections, `count` each, until the last is on disk, with readers beside them. */
async function submitting(batch, count) {
  const rates = [];
  const reads = [];
  const nodeCpu = [];
  const clientCpu = [];
  for (let round = 0; round < ROUNDS; round++) {
    const node = await startNode('--block-time', '500ms');
    const reference = await head(node);
    const senders = signTransfers({ senders: SENDERS, count, reference });
    const address = encodeAddress(keyPairOf(loadAccounts, 1).publicKey, networks.devnet);
    const reader = await startClient('read-child.mjs', { url: node.url, readers: 2, everyMs: 20, address });
    const sender = await startClient('send-child.mjs', { url: node.url, connections: CONNECTIONS, batch, senders });
    const cpuBefore = node.cpuSeconds();
    const started = performance.now();
    sender.send('begin');
    const { sent, cpuSeconds } = await sender.result;
    await allOnDisk(node);
    const seconds = (performance.now() - started) / 1000;
    nodeCpu.push((1e6 * (node.cpuSeconds() - cpuBefore)) / sent);
    clientCpu.push((1e6 * cpuSeconds) / sent);
    reader.send('end');
    const { latencies, failures } = await reader.result;
    if (failures > 0) throw new Error(`${failures} reads failed`);
    await assertNonces(node, count);
    await node.stop();
    rates.push(sent / seconds);
    reads.push(latencies);
    console.error(`batches of ${batch}: ${Math.round(sent / seconds)} tx/s`);
  }
  const what = batch === 1 ? 'singles' : `batches of ${batch}`;
  const target = { op: '>=', value: batch === 1 ? 4000 : 10_000, on: 'samples' };
  return [
    result({ name: `${what}, blocks every 500 ms: until on disk`, samples: rates, unit: 'tx/s', target }),
    result({
      name: `${what}: reads meanwhile, p50`,
      samples: reads.map((l) => quantile(l, 0.5)),
      unit: 'ms',
      ...(batch === 1 ? {} : { target: { op: '<=', value: 5, on: 'samples' } }),
    }),
    result({
      name: `${what}: reads meanwhile, p99`,
      samples: reads.map((l) => quantile(l, 0.99)),
      unit: 'ms',
      ...(batch === 1 ? {} : { target: { op: '<=', value: 30, on: 'samples' } }),
    }),
    result({ name: `${what}: CPU of the node`, samples: nodeCpu, unit: 'us/tx' }),
    result({ name: `${what}: CPU of the clients`, samples: clientCpu, unit: 'us/tx' }),
  ];
}

/** 100,000 invalid transactions from one client, while another sends one valid transfer after the other. */
async function refusing() {
  const INVALID = 100_000;
  const node = await startNode('--block-time', '500ms');
  const reference = await head(node);
  const [valid] = signTransfers({ from: 900, senders: 1, count: 40, reference });
  const good = signTransfers({ senders: 20, count: 50, reference, firstNonce: 1 });
  // One third each: a wrong signature, a nonce that is too high, bytes that are no transaction.
  const wires = good.flat();
  const invalid = Array.from({ length: 20 }, (_, sender) =>
    Array.from({ length: INVALID / 20 }, (_, i) => {
      const wire = wires[(sender * 50 + i) % wires.length];
      if (i % 3 === 0) return `${wire.slice(0, -2)}${wire.endsWith('00') ? '01' : '00'}`;
      return i % 3 === 1 ? wire : i.toString(16).padStart(464, '0');
    }),
  );
  const flood = await startClient('send-child.mjs', {
    url: node.url,
    connections: CONNECTIONS,
    batch: 20,
    once: true,
    senders: invalid,
  });
  flood.send('begin');
  const started = performance.now();
  const waits = [];
  let isOver = false;
  const flooded = flood.result.then((value) => {
    isOver = true;
    return value;
  });
  for (const [nonce, data] of valid.entries()) {
    if (isOver) break;
    const { topoheight } = await node.call('get_info');
    await node.call('submit_transaction', { data });
    waits.push((await blockOf(node, nonce)) - topoheight);
  }
  const { refused } = await flooded;
  const seconds = (performance.now() - started) / 1000;
  await node.stop();
  return [
    result({
      name: 'refusing 100,000 invalid ones: blocks until a valid one of another sender is in, most',
      samples: [Math.max(...waits)],
      unit: 'blocks',
      target: { op: '<=', value: 2, on: 'samples' },
    }),
    result({ name: 'refusing 100,000 invalid ones', samples: [refused / seconds], unit: 'tx/s' }),
  ];
}

/** Waits until the transaction with a nonce of load account 900 is in a block. @returns its topoheight */
async function blockOf(node, nonce) {
  const address = encodeAddress(keyPairOf(loadAccounts, 900).publicKey, networks.devnet);
  for (;;) {
    const found = await node.call('get_nonce', { address });
    if (found.nonce > nonce) return found.topoheight;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function idle() {
  const SECONDS = 60;
  const node = await startNode();
  await new Promise((resolve) => setTimeout(resolve, 5000));
  const before = node.cpuSeconds();
  await new Promise((resolve) => setTimeout(resolve, 1000 * SECONDS));
  const share = (100 * (node.cpuSeconds() - before)) / SECONDS;
  await node.stop();
  return [
    result({
      name: 'idle node: CPU',
      samples: [share],
      unit: '% of a core',
      target: { op: '<=', value: 0.5, on: 'samples' },
    }),
  ];
}

/** 1,000 transactions per second with 50 subscribers and 20 readers. A part is signed at a time, since references age. */
async function long() {
  const PART_SECONDS = 20;
  const node = await startNode('--block-time', '500ms');
  const address = encodeAddress(keyPairOf(loadAccounts, 1).publicKey, networks.devnet);
  const from = (await head(node)).topoheight;
  const subscribers = await startClient('subscribe-child.mjs', { url: node.url, subscribers: 50, from });
  const reader = await startClient('read-child.mjs', { url: node.url, readers: 20, everyMs: 100, address });
  const memory = [];
  const parts = Math.round((60 * MINUTES) / PART_SECONDS);
  const perSender = (LONG_RATE * PART_SECONDS) / SENDERS;
  for (let part = 0; part < parts; part++) {
    const signed = signTransfers({
      senders: SENDERS,
      count: perSender,
      firstNonce: part * perSender,
      reference: await head(node),
    });
    const sender = await startClient('send-child.mjs', {
      url: node.url,
      connections: CONNECTIONS,
      batch: 20,
      rate: LONG_RATE,
      senders: signed,
    });
    sender.send('begin');
    await sender.result;
    memory.push(node.memory());
    console.error(`${memory.length * PART_SECONDS} s: ${Math.round(memory.at(-1).own / MIB)} MiB of its own`);
  }
  await allOnDisk(node);
  await assertNonces(node, parts * perSender);
  const { topoheight } = await head(node);
  // What was sent last may be on its way still.
  await new Promise((resolve) => setTimeout(resolve, 2000));
  subscribers.send('end');
  const { topoheights, faults } = await subscribers.result;
  reader.send('end');
  const { latencies, failures } = await reader.result;
  await node.stop();
  const behind = topoheights.filter((seen) => seen < topoheight).length;
  const minute = memory[Math.min(memory.length - 1, Math.round(60 / PART_SECONDS) - 1)];
  const name = `${MINUTES} min of ${LONG_RATE} tx/s, 50 subscribers, 20 readers`;
  return [
    result({
      name: `${name}: blocks missed, repeated or not yet seen`,
      samples: [faults + behind + failures],
      unit: '',
      target: { op: '<=', value: 0, on: 'samples' },
    }),
    result({ name: `${name}: reads, p99`, samples: [quantile(latencies, 0.99)], unit: 'ms' }),
    ...['resident', 'own'].flatMap((kind) => [
      result({
        name: `${name}: ${kind} memory at the end against minute 1`,
        samples: [memory.at(-1)[kind] / minute[kind]],
        unit: 'x',
        target: { op: '<=', value: 1.1, on: 'samples' },
      }),
      result({ name: `${name}: ${kind} memory at the end`, samples: [memory.at(-1)[kind] / MIB], unit: 'MiB' }),
    ]),
  ];
}

async function head(node) {
  const { top_block_hash: hash, topoheight } = await node.call('get_info');
  return { hash, topoheight };
}

async function allOnDisk(node) {
  while ((await node.call('get_info')).mempool_size > 0) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** Every transfer was executed once: each sender's nonce is their number. */
async function assertNonces(node, expected) {
  for (let sender = 0; sender < SENDERS; sender++) {
    const address = encodeAddress(keyPairOf(loadAccounts, sender).publicKey, networks.devnet);
    const { nonce } = await node.call('get_nonce', { address });
    if (nonce !== expected) throw new Error(`sender ${sender} has nonce ${nonce}, not ${expected}`);
  }
}
