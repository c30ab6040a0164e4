// A thread of the verify benchmark. It verifies ranges of its records when a message asks for it, or measures its own start.
import { parentPort, workerData } from 'node:worker_threads';

const started = performance.now();
const { createWasmVerifier, runKnownAnswerTest } = await import('../../packages/crypto/dist/wasm/index.js');

if (workerData.start) measureStart();
else serve(workerData);

function serve({ records, cacheBytes }) {
  const verifier = createWasmVerifier({ cacheBytes });
  const verdicts = new Uint8Array(records.count);
  const verify = (from, to) => verifier.verifyBatch(records, from, to, verdicts);
  // This warms up code and tables before the first measurement.
  for (let i = 0; i < (cacheBytes > 0 ? 48 : 4); i++) verify(0, records.count);
  parentPort.on('message', ({ from, to, repeat }) => {
    for (let i = 0; i < repeat; i++) verify(from, to);
    parentPort.postMessage('done');
  });
  parentPort.postMessage('ready');
}

function measureStart() {
  const loaded = performance.now();
  const fixed = createWasmVerifier({ cacheBytes: 0 });
  const verifier = fixed;
  const hex = (text) => Uint8Array.from(Buffer.from(text, 'hex'));
  const publicKey = hex('f05bc1df2831717c2992d85b57e0cf3d123fd6c254257de5f784be369747b249');
  const signature = hex(
    '85e3a6d3feeeb05ba87e29d8eb066275b4f1176825d41555054b397b851c54026d91d227d159eeef3d5a359ccfaf96f77de4e7d1c2fb3d6391fc8d919266ac09',
  );
  const message = new Uint8Array();
  if (!verifier.verify(publicKey, message, signature)) throw new Error('a good signature is refused');
  const first = performance.now();
  runKnownAnswerTest(verifier);
  const tested = performance.now();
  // Full speed is reached when a batch of 16 takes at most a tenth more than in the end.
  const bytes = new Uint8Array(96);
  bytes.set(publicKey);
  bytes.set(signature, 32);
  const column = (value) => new Uint32Array(16).fill(value);
  const records = {
    bytes,
    count: 16,
    key: column(0),
    messageOffset: column(0),
    messageLength: column(0),
    signature: column(32),
  };
  const verdicts = new Uint8Array(16);
  const ends = [];
  for (let i = 0; i < 150; i++) {
    verifier.verifyBatch(records, 0, 16, verdicts);
    ends.push(performance.now());
  }
  const took = ends.map((end, i) => end - (i === 0 ? tested : ends[i - 1]));
  const settled = [...took.slice(75)].sort((a, b) => a - b)[37];
  const at = took.findIndex((ms) => ms <= 1.1 * settled);
  parentPort.postMessage({
    loadMs: loaded - started,
    firstMs: first - started,
    knownAnswerMs: tested - first,
    fullMs: ends[at] - started,
    fixedMiB: fixed.stats().memoryBytes / (1 << 20),
  });
}
