// npm run bench -- verify measures signature verification, by our verifiers and by others, in one interleaved run.
//
// A round measures every candidate once, in a new order. A ratio is taken within a round, so that a machine that becomes slower slows both
// candidates. The table shows medians over rounds. Times are CPU time, except for threads and starts, which are wall time.
import { generateKeyPairSync, sign as signEd25519, verify as verifyEd25519 } from 'node:crypto';
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { createKeyPair, createNobleVerifier, sign } from '../../packages/crypto/dist/index.js';
import { createWasmVerifier } from '../../packages/crypto/dist/wasm/index.js';
import { inQuiet } from './quiet.mjs';
import { cpuMicroseconds, print, result } from './statistics.mjs';

const ROUNDS = Number(process.env.TOS_BENCH_ROUNDS ?? 9);
const MESSAGE_BYTES = 167; // the signed bytes of a transfer of 232 bytes
const DISTINCT = 1024;
const MIB = 1 << 20;

const ED25519 = 'node:crypto Ed25519';
const ratioTarget = (op, value) => ({ on: 'ratio', op, value });

/** Different key pairs with small private keys: they are cheap to make, and for a verifier they are like any others. */
function makeKeys(count) {
  return Array.from({ length: count }, (_, i) =>
    createKeyPair(Uint8Array.of((i + 2) & 255, (i + 2) >> 8, ...new Uint8Array(30))),
  );
}

/** Records of `uses` signatures per key, in random order. */
function makeRecords(keys, uses) {
  const size = 32 + MESSAGE_BYTES + 64;
  const order = shuffle(Array.from({ length: keys.length * uses }, (_, i) => i % keys.length));
  const bytes = new Uint8Array(size * order.length);
  order.forEach((owner, i) => {
    const at = i * size;
    const message = bytes.subarray(at + 32, at + 32 + MESSAGE_BYTES);
    for (let k = 0; k < MESSAGE_BYTES; k++) message[k] = (i * 31 + k * 7 + (i >> 8)) & 255;
    bytes.set(keys[owner].publicKey, at);
    bytes.set(sign(keys[owner], message), at + 32 + MESSAGE_BYTES);
  });
  const column = (offset) => Uint32Array.from(order, (_, i) => i * size + offset);
  return {
    bytes,
    count: order.length,
    key: column(0),
    messageOffset: column(32),
    messageLength: new Uint32Array(order.length).fill(MESSAGE_BYTES),
    signature: column(32 + MESSAGE_BYTES),
  };
}

let state = 12345;
function random(below) {
  state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
  return Math.floor((state / 0x80000000) * below);
}

function shuffle(items) {
  for (let i = items.length - 1; i > 0; i--) {
    const j = random(i + 1);
    [items[i], items[j]] = [items[j], items[i]];
  }
  return items;
}

/** Verifies records in blocks of 1,024, and checks the number of good ones. */
function verifyAll(verifier, records, from = 0, to = records.count, good = to - from) {
  const verdicts = new Uint8Array(records.count);
  for (let i = from; i < to; i += 1024) verifier.verifyBatch(records, i, Math.min(to, i + 1024), verdicts);
  let found = 0;
  for (let i = from; i < to; i++) found += verdicts[i] === 1 ? 1 : 0;
  if (found !== good) throw new Error(`${verifier.name}: ${found} of ${to - from} good, not ${good}`);
}

/** The records with every `each`-th signature made wrong. */
function withBad(records, each) {
  const bytes = records.bytes.slice();
  for (let i = 0; i < records.count; i += each) bytes[records.signature[i] + 40] ^= 1;
  return { ...records, bytes };
}

async function sodiumVerifier() {
  // The package's ES module imports a file that the package lacks; its CommonJS module works.
  const sodium = createRequire(import.meta.url)('libsodium-wrappers-sumo');
  await sodium.ready;
  const H = Uint8Array.from(Buffer.from('8c9240b456a9e6dc65c377a1048d745f94a08cdb7f44cbcd7b46f34048871134', 'hex'));
  return ({ bytes, key, messageOffset, messageLength, signature }, i) => {
    const publicKey = bytes.subarray(key[i], key[i] + 32);
    const s = bytes.subarray(signature[i], signature[i] + 32);
    const e = bytes.subarray(signature[i] + 32, signature[i] + 64);
    const r = sodium.crypto_core_ristretto255_sub(
      sodium.crypto_scalarmult_ristretto255(s, H),
      sodium.crypto_scalarmult_ristretto255(e, publicKey),
    );
    const message = bytes.subarray(messageOffset[i], messageOffset[i] + messageLength[i]);
    const hash = sodium.crypto_hash_sha3512(Buffer.concat([publicKey, message, r]));
    const expected = sodium.crypto_core_ristretto255_scalar_reduce(hash);
    if (!sodium.memcmp(expected, e)) throw new Error('libsodium refuses a good signature');
  };
}

function ed25519() {
  const pairs = Array.from({ length: 256 }, () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const message = new Uint8Array(MESSAGE_BYTES).fill(1);
    return { publicKey, message, signature: signEd25519(null, message, privateKey) };
  });
  return (count) => {
    for (let i = 0; i < count; i++) {
      const { publicKey, message, signature } = pairs[i % pairs.length];
      if (!verifyEd25519(null, message, publicKey, signature)) throw new Error('Ed25519 refuses a good signature');
    }
  };
}

export async function run() {
  console.error('Signing ...');
  const keys = makeKeys(2048);
  const many = makeRecords(keys, 8);
  const distinct = makeRecords(keys.slice(0, DISTINCT), 1);
  const twice = makeRecords(keys.slice(0, DISTINCT), 2);
  const few = makeRecords(keys.slice(0, 256), 4);
  const bad = withBad(distinct, 10);
  const badCount = Math.ceil(DISTINCT / 10);

  const warmFew = createWasmVerifier({ cacheBytes: 8 * MIB });
  const warmMany = createWasmVerifier({ cacheBytes: 64 * MIB });
  for (let i = 0; i < 24; i++) verifyAll(warmFew, few);
  for (let i = 0; i < 12; i++) verifyAll(warmMany, many);
  const uncached = createWasmVerifier({ cacheBytes: 0 });
  const scalar = createWasmVerifier({ flavour: 'scalar', cacheBytes: 0 });
  const noble = createNobleVerifier();
  const sodium = await sodiumVerifier();
  const openssl = ed25519();
  let fresh;
  const renew = (cacheBytes) => () => {
    fresh = createWasmVerifier({ cacheBytes });
  };
  let manyAt = 0;

  // Each candidate has the number of signatures per sample, the preparation of a sample (not measured), and the work.
  const candidates = {
    'distinct senders': {
      count: DISTINCT,
      before: renew(8 * MIB),
      work: () => verifyAll(fresh, distinct),
    },
    'distinct senders, no cache': { count: DISTINCT, work: () => verifyAll(uncached, distinct) },
    'distinct senders, 10 % bad': {
      count: DISTINCT,
      before: renew(8 * MIB),
      work: () => verifyAll(fresh, bad, 0, DISTINCT, DISTINCT - badCount),
    },
    'distinct senders, wasm-scalar': {
      count: 256,
      work: () => verifyAll(scalar, distinct, 0, 256),
    },
    '256 warm keys, cache of 8 MiB': { count: 1024, work: () => verifyAll(warmFew, few) },
    '2,048 warm keys, cache of 64 MiB': {
      count: 1024,
      before: () => {
        manyAt = (manyAt + 1024) % many.count;
      },
      work: () => verifyAll(warmMany, many, manyAt, manyAt + 1024),
    },
    '2,048 keys x 8 from an empty cache': {
      count: many.count,
      before: renew(64 * MIB),
      work: () => verifyAll(fresh, many),
    },
    'keys used twice': { count: twice.count, before: renew(8 * MIB), work: () => verifyAll(fresh, twice) },
    'keys used twice, no cache': { count: twice.count, work: () => verifyAll(uncached, twice) },
    [ED25519]: { count: 512, work: () => openssl(512) },
    'libsodium-wrappers-sumo': {
      count: 64,
      work: () => {
        for (let i = 0; i < 64; i++) sodium(distinct, i);
      },
    },
    noble: { count: 24, work: () => verifyAll(noble, distinct, 0, 24) },
  };

  const samples = Object.fromEntries(Object.keys(candidates).map((name) => [name, []]));
  for (let round = -1; round < ROUNDS; round++) {
    console.error(round < 0 ? 'Warming up ...' : `Round ${round + 1} of ${ROUNDS} ...`);
    for (const name of shuffle(Object.keys(candidates))) {
      const { count, before, work } = candidates[name];
      before?.();
      const took = cpuMicroseconds(work) / count;
      if (round >= 0) samples[name].push(took);
    }
  }

  const speed = (name, baseline, target = null) =>
    result({
      name,
      samples: samples[name],
      unit: 'us',
      baseline,
      ratios: samples[baseline].map((us, i) => us / samples[name][i]),
      target,
    });
  const cost = (name, baseline, target, label = name) =>
    result({
      name: label,
      samples: samples[name],
      unit: 'us',
      baseline: `cost of: ${baseline}`,
      ratios: samples[name].map((us, i) => us / samples[baseline][i]),
      target,
    });

  const results = [
    speed('distinct senders', 'noble', ratioTarget('>=', 20)),
    speed('distinct senders', 'libsodium-wrappers-sumo'),
    speed('distinct senders', ED25519, ratioTarget('>=', 1.7)),
    speed('256 warm keys, cache of 8 MiB', ED25519, ratioTarget('>=', 5)),
    speed('2,048 warm keys, cache of 64 MiB', ED25519, ratioTarget('>=', 4.8)),
    speed('2,048 keys x 8 from an empty cache', ED25519, ratioTarget('>=', 3)),
    speed('distinct senders, wasm-scalar', ED25519),
    cost('keys used twice', 'keys used twice, no cache', ratioTarget('<=', 1.2)),
    cost('distinct senders', 'distinct senders, no cache', null, 'distinct senders, cache on'),
    cost('distinct senders, 10 % bad', 'distinct senders', ratioTarget('<=', 1.1)),
    ...[ED25519, 'libsodium-wrappers-sumo', 'noble'].map((name) =>
      result({ name, samples: samples[name], unit: 'us' }),
    ),
    ...(await measureThreads(distinct, few)),
    ...(await measureStarts()),
  ];
  print(results);
  return results;
}

const WORKER = new URL('verify-worker.mjs', import.meta.url);

function startWorker(data) {
  const worker = new Worker(WORKER, { workerData: data });
  const next = () =>
    new Promise((resolve) => {
      worker.once('message', resolve);
    });
  worker.on('error', (error) => {
    throw error;
  });
  return { worker, next };
}

/** Measures the wall time of all records on one thread, and of one half each on two threads. Each thread has its own verifier. */
async function measureThreads(distinct, few) {
  const results = [];
  for (const [label, records, cacheBytes, value] of [
    ['distinct senders', distinct, 0, 1.85],
    ['256 warm keys', few, 8 * MIB, 1.75],
  ]) {
    const threads = [0, 1].map(() => startWorker({ records, cacheBytes }));
    await Promise.all(threads.map(({ next }) => next()));
    const time = async (ranges) => {
      const started = performance.now();
      const done = ranges.map((range, i) => {
        const answer = threads[i].next();
        threads[i].worker.postMessage(range);
        return answer;
      });
      await Promise.all(done);
      return performance.now() - started;
    };
    const repeat = label === 'distinct senders' ? 4 : 12;
    const { count } = records;
    const samples = await inQuiet(`${label}, two threads`, ROUNDS, 4 * ROUNDS, async () => {
      const single = await time([{ from: 0, to: count, repeat }]);
      const pair = await time([
        { from: 0, to: count / 2, repeat },
        { from: count / 2, to: count, repeat },
      ]);
      return { single, pair };
    });
    await Promise.all(threads.map(({ worker }) => worker.terminate()));
    results.push(
      result({
        name: `${label}, two threads (wall)`,
        samples: samples.map(({ pair }) => (pair * 1000) / (count * repeat)),
        unit: 'us',
        baseline: 'one thread',
        ratios: samples.map(({ single, pair }) => single / pair),
        target: ratioTarget('>=', value),
      }),
    );
  }
  return results;
}

/** Measures the time from a worker's first line to its first verdict and to full speed, and the memory that a worker always needs. */
async function measureStarts() {
  const starts = await inQuiet('start', ROUNDS, 4 * ROUNDS, async () => {
    const { worker, next } = startWorker({ start: true });
    const start = await next();
    await worker.terminate();
    return start;
  });
  const row = (name, key, unit, value) =>
    result({
      name,
      samples: starts.map((start) => start[key]),
      unit,
      target: value === undefined ? null : { on: 'median', op: '<=', value },
    });
  return [
    row('module load alone', 'loadMs', 'ms'),
    row('module load to first verdict', 'firstMs', 'ms', 25),
    row('known-answer test', 'knownAnswerMs', 'ms'),
    row('module load to full speed', 'fullMs', 'ms', 100),
    row('fixed memory per worker', 'fixedMiB', 'MiB', 8),
  ];
}
