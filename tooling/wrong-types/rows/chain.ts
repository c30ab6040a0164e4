import * as chain from '../../../packages/chain/src/index.ts';
import { createBlockExecutor } from '../../../packages/executor/src/index.ts';
import { networks } from '../../../packages/protocol/src/index.ts';
import { createMemoryStorage, domains, type Storage } from '../../../packages/state/src/index.ts';
import { decodeBatch } from '../../../packages/transaction/src/index.ts';
import { bytes, callback, integer, type Kind, list, made, network, object, oneOf, optional, u64 } from '../kinds.ts';
import type { Inner, Rows } from '../row.ts';

const hash = bytes(32);
const empty = made(decodeBatch([]));
const genesis = chain.createDevnetGenesis({
  allocations: [{ publicKey: new Uint8Array(32).fill(1), amount: 5n }],
  timestamp: 1,
  salt: new Uint8Array(32),
});
const executor = createBlockExecutor({ setting: 'sequential' });
const clock = (): number => Date.now();
async function openStorage(): Promise<Storage> {
  const storage = createMemoryStorage();
  await storage.open();
  return storage;
}
const storage = await openStorage();
const other = await openStorage();
const devnet = await chain.Chain.open({ storage, executor, network: networks.devnet, genesis });
const unused = made(await openStorage());

const amount: Kind = { good: 5n, takes: (value) => typeof value === 'bigint' && value >= 0n && value <= 6n };
const genesisKind = object({
  network: oneOf('devnet', 'mainnet', 'testnet', 'stagenet'),
  salt: hash,
  timestamp: integer(),
  allocations: {
    ...list(object({ publicKey: hash, amount })),
    takes: (value) => Array.isArray(value) && value.length === 0,
  },
});
const header = object({
  version: integer(0, 255),
  height: u64(),
  timestamp: u64(),
  nonce: u64(),
  extraNonce: hash,
  tips: { ...list(hash), takes: (value) => Array.isArray(value) && value.length === 0 },
  transactionHashes: { good: new Uint8Array(0), takes: (value) => value instanceof Uint8Array && value.length === 32 },
  miner: hash,
});
// What a miner works on is hashed from any number of transaction hashes.
const work = object({ ...header.fields, transactionHashes: bytes() });
const built = object({
  candidates: empty,
  miner: hash,
  timestamp: optional({ good: undefined, takes: (value) => value === 1 }),
});
const limits = object({ maxCount: integer(), maxBytes: integer(), maxPerSender: integer(), maxAgeMs: integer() });
const collaborators = object({
  chain: made(devnet),
  executor: made(executor),
  clock: optional(callback),
  listener: optional(object({})),
});
const mempool = new chain.Mempool(chain.defaultMempoolLimits, { chain: devnet, executor });
/** A list that a call takes when it has nothing in it. */
const noItems: Kind = { good: [], takes: (value) => Array.isArray(value) && value.length === 0 };
const at = (from = 0): Kind => integer(from);
const headOnly = oneOf(0, -0);
const storageKind = made(storage);
const page = object({ below: optional(at()), limit: integer(1, 1000) });
const record = object({
  domain: made(domains.nonce),
  key: { good: new Uint8Array(32), takes: (value) => value instanceof Uint8Array && value.length > 0 },
});
const genesisBytes = chain.genesisCommit(genesis).block.bytes;
const genesisHeader = chain.decodeBlock(genesisBytes).header;
const headerBytes = chain.encodeBlockHeader(genesisHeader);
const minedWork = chain.minerWork(genesisHeader);

const stateFile = await writtenState();
const ownGenesis = made(genesis);
const source = made(sourceOf(stateFile));
/** A source is read once: each call gets one of its own. */
const fresh = (given: unknown) => (given === source.good ? sourceOf(stateFile) : given) as chain.StateSource;

export const rows: Rows = {
  'Chain.open': {
    args: [
      object({
        storage: unused,
        executor: made(executor),
        network,
        genesis: genesisKind,
        clock: optional({ good: clock, takes: (value) => typeof value === 'function' }),
        headCacheBytes: optional(integer()),
        log: optional(callback),
      }),
    ],
    call: async (options) =>
      chain.Chain.open(
        typeof options === 'object' && options?.storage === unused.good
          ? { ...options, storage: await openStorage() }
          : options,
      ),
  },
  'Chain.buildBlock': { args: [built], call: (args) => devnet.buildBlock(args) },
  'Chain.produceBlock': { args: [built], call: async (args) => (await freshChain()).produceBlock(args) },
  'Chain.importBlock': {
    args: [made(genesisBytes)],
    call: async (wire) => {
      try {
        return await devnet.importBlock(wire);
      } catch (error) {
        if (wire instanceof Uint8Array && wire.length > 32) return;
        throw error;
      }
    },
  },
  'Chain.simulate': { args: [empty], call: (batch) => devnet.simulate(batch) },
  'Chain.simulateAtTip': {
    args: [{ good: () => ({ batch: decodeBatch([]) }), takes: (value) => typeof value === 'function' }],
    call: (choose) => devnet.simulateAtTip(choose),
  },
  'Chain.readMany': { args: [noItems], call: (refs) => devnet.readMany(refs) },
  'Chain.rollbackTo': {
    args: [
      headOnly,
      optional(object({ belowStable: optional({ good: true, takes: (value) => typeof value === 'boolean' }) })),
    ],
    call: (to, options) => devnet.rollbackTo(to, options),
  },
  Mempool: { args: [limits, collaborators], call: (given, with_) => new chain.Mempool(given, with_) },
  'Mempool.get': { args: [bytes()], call: (of) => mempool.get(of) },
  'Mempool.bySender': { args: [bytes()], call: (key) => mempool.bySender(key) },
  'Mempool.take': { args: [integer(), integer()], call: (size, count) => mempool.take(size, count) },
  'Mempool.afterBlock': {
    args: [empty, optional({ good: [], takes: (value) => Array.isArray(value) && value.length === 0 })],
    call: (batch, leftOut) => mempool.afterBlock(batch, leftOut),
  },
  'Mempool.restore': { args: [noItems], call: (kept) => mempool.restore(kept) },
  'Mempool.afterRollback': {
    args: [noItems],
    call: (undone) => mempool.afterRollback(undone),
  },
  blockHash: { args: [work], call: (given) => chain.blockHash(given) },
  withMinerWork: {
    args: [made(genesisHeader), made(minedWork)],
    call: (given, mined) => chain.withMinerWork(given, mined),
  },
  minerWork: { args: [work], call: (given) => chain.minerWork(given) },
  encodeBlockHeader: { args: [header], call: (given) => chain.encodeBlockHeader(given) },
  decodeBlockHeader: { args: [made(headerBytes)], call: (wire) => chain.decodeBlockHeader(wire) },
  encodeBlock: {
    args: [
      object({
        header: object({ ...header.fields, transactionHashes: bytes(0, new Uint8Array(0)) }),
        transactions: empty,
      }),
    ],
    call: (block) => chain.encodeBlock(block),
  },
  decodeBlock: {
    args: [made(genesisBytes)],
    call: (wire) => chain.decodeBlock(wire),
  },
  storedHeader: {
    args: [object({ bytes: made(genesisBytes) })],
    call: (block) => chain.storedHeader(block),
  },
  decodeBlockInfo: { args: [bytes(32)], call: (given) => chain.decodeBlockInfo(given) },
  createDevnetGenesis: {
    args: [
      object({ allocations: genesisKind.fields?.['allocations'] ?? any(), timestamp: integer(), salt: optional(hash) }),
    ],
    call: (options) => chain.createDevnetGenesis(options),
  },
  parseGenesis: { args: [made(chain.genesisToJson(genesis))], call: (json) => chain.parseGenesis(json) },
  genesisToJson: { args: [genesisKind], call: (given) => chain.genesisToJson(given) },
  genesisCommit: { args: [genesisKind], call: (given) => chain.genesisCommit(given) },
  baseReward: { args: [u64()], call: (emitted) => chain.baseReward(emitted) },
  blockRewards: { args: [u64(), integer()], call: (emitted, height) => chain.blockRewards(emitted, height) },
  createRewardFrame: {
    args: [object({ height: integer(), miner: hash })],
    call: (block) => chain.createRewardFrame(block),
  },
  stableTopoheight: { args: [at()], call: (head) => chain.stableTopoheight(head) },
  acceptableReferences: {
    args: [empty, object({ head: at() }), storageKind],
    call: (...args: Parameters<typeof chain.acceptableReferences>) => chain.acceptableReferences(...args),
  },
  mergeParallelResults: {
    args: [made({ getModifiedRecords: () => [] })],
    call: (state) => chain.mergeParallelResults(state),
  },
  actualSupply: { args: [storageKind], call: (of) => chain.actualSupply(of) },
  expectedSupply: { args: [storageKind, genesisKind], call: (of, given) => chain.expectedSupply(of, given) },
  copyChain: {
    args: [object({ source: storageKind, target: made(other) }), optional(callback)],
    call: (storages, onProgress) => chain.copyChain(storages, onProgress),
  },
  liveTotal: { args: [storageKind], call: (of) => chain.liveTotal(of) },
  accountHistory: {
    args: [storageKind, hash, page],
    call: (of, account, options) => chain.accountHistory(of, account, options),
  },
  recordHistory: {
    args: [storageKind, record, page],
    call: (of, ref, options) => chain.recordHistory(of, ref, options),
  },
  readBlockWrites: {
    args: [storageKind, object({ from: at(), to: { ...at(), takes: (value) => value === 0 || value === 1 } })],
    call: (of, options) => chain.readBlockWrites(of, options),
  },
  writeStateFile: {
    args: [storageKind, object({ genesis: ownGenesis, topoheight: headOnly }), callback, optional(callback)],
    call: (...args: Parameters<typeof chain.writeStateFile>) => chain.writeStateFile(...args),
  },
  checkStateFile: {
    args: [source, optional(callback)],
    call: (given, onProgress) => chain.checkStateFile(fresh(given), onProgress),
  },
  importStateFile: {
    args: [unused, object({ records: source, blocks: source }), optional(callback)],
    call: async (into, sources, onProgress) => {
      const own = into === unused.good ? await openStorage() : into;
      const both = sources?.records === undefined ? sources : mapSources(sources);
      return chain.importStateFile(own, both, onProgress);
    },
  },
  verifyChain: {
    args: [storageKind, genesisKind, optional(callback)],
    call: (...args: Parameters<typeof chain.verifyChain>) => chain.verifyChain(...args),
  },
};

function mapSources({ records, blocks }: { records: unknown; blocks: unknown }) {
  return { records: fresh(records), blocks: fresh(blocks) };
}

async function writtenState(): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  const sink = (piece: Uint8Array): void => void pieces.push(piece.slice());
  await chain.writeStateFile(storage, { genesis, topoheight: 0 }, sink);
  return new Uint8Array(Buffer.concat(pieces));
}

function sourceOf(file: Uint8Array): chain.StateSource {
  let at = 0;
  return {
    size: file.length,
    read(into) {
      const part = file.subarray(at, at + into.length);
      into.set(part);
      at += part.length;
      return part.length;
    },
  };
}

function any(): Kind {
  return { good: undefined, takes: () => true };
}

async function freshChain(): Promise<chain.Chain> {
  return chain.Chain.open({ storage: await openStorage(), executor, network: networks.devnet, genesis });
}

export const inner: Inner = {
  'Mempool.entries': 'no arguments',
  'Mempool.add':
    'its own test fuzzes it: bytes that are no transaction are TOS_INVALID_FORMAT, all else as decodeBatch',
  'Chain.prune': 'as pruneChain: a chain of more than 240 blocks is made for it in pruning.test.ts',
  pruneChain: 'needs a chain of more than 240 blocks: pruning.test.ts',
  Chain: 'private constructor',
};
