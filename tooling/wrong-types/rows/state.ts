import * as state from '../../../packages/state/src/index.ts';
import { bytes, callback, integer, type Kind, list, made, nullable, object, oneOf, optional, u64 } from '../kinds.ts';
import type { Inner, Rows } from '../row.ts';

const u8 = integer(0, 255);
const { domains } = state;
const domain = made(domains.nonce);
const ref = object({
  domain,
  key: { good: new Uint8Array(32), takes: (value) => value instanceof Uint8Array && value.length > 0 },
});
const hash = bytes(32);
const emptyStorage = state.createMemoryStorage();
await emptyStorage.open();
/** For calls that write: a new one each time. */
async function fresh(): Promise<state.Storage> {
  const storage = state.createMemoryStorage();
  await storage.open();
  return storage;
}

const topoheight = integer(0, Number.MAX_SAFE_INTEGER);
const zero = oneOf(0, -0);
const block = {
  hash,
  height: integer(),
  bytes: bytes(),
  transactionHashes: list(hash),
  digest: nullable(hash),
  info: bytes(),
};
const metadataOf = (head: Kind): Kind =>
  object({
    network: { good: 'devnet', takes: (value) => typeof value === 'string' },
    genesis: hash,
    head: object({ hash, height: integer(), topoheight: head }),
    tips: list(hash),
    supply: object({ emitted: u64(), burned: u64() }),
    digest: hash,
  });
const metadata = metadataOf(zero);
const importedMetadata = metadataOf(topoheight);
const write = object({ ref, value: nullable(bytes()) });
const records: Kind = { good: (async function* () {})(), takes: () => false };
const agent = object({
  owner: hash,
  controller: hash,
  policyHash: hash,
  status: u8,
  energyPool: nullable(hash),
  sessionKeyRoot: nullable(hash),
  sessionKeys: list(u64()),
});
const freeze = { amount: u64(), energy: u64(), frozenAt: u64(), unlocksAt: u64(), days: integer(0, 0xffff_ffff) };

export const rows: Rows = {
  nonceRef: { args: [hash], call: (account) => state.nonceRef(account) },
  multisigRef: { args: [hash], call: (account) => state.multisigRef(account) },
  energyRef: { args: [hash], call: (account) => state.energyRef(account) },
  frozenRef: { args: [hash], call: (account) => state.frozenRef(account) },
  agentRef: { args: [hash], call: (account) => state.agentRef(account) },
  ownedNameRef: { args: [hash], call: (account) => state.ownedNameRef(account) },
  nameOwnerRef: { args: [hash], call: (name) => state.nameOwnerRef(name) },
  assetRef: { args: [hash], call: (asset) => state.assetRef(asset) },
  encodeAsset: { args: [object({ decimals: u8, ticker: bytes() })], call: (asset) => state.encodeAsset(asset) },
  contractRef: { args: [hash], call: (module) => state.contractRef(module) },
  balanceRef: { args: [hash, hash], call: (account, asset) => state.balanceRef(account, asset) },
  shieldedRef: { args: [hash, hash], call: (account, asset) => state.shieldedRef(account, asset) },
  sessionKeyRef: { args: [hash, u64()], call: (account, id) => state.sessionKeyRef(account, id) },
  supplyRef: { args: [oneOf(...Object.values(state.SupplyCounter), -0)], call: (counter) => state.supplyRef(counter) },
  encodeU64Record: { args: [u64()], call: (value) => state.encodeU64Record(value) },
  encodeBalance: {
    args: [object({ type: oneOf('both', 'input', 'output'), final: u64(), output: u64() })],
    call: (balance) => state.encodeBalance(balance),
  },
  encodeMultisig: {
    args: [object({ threshold: u8, participants: list(hash) })],
    call: (multisig) => state.encodeMultisig(multisig),
  },
  encodeAgent: { args: [agent], call: (value) => state.encodeAgent(value) },
  encodeSessionKey: {
    args: [object({ key: hash, expiresAt: u64(), maxValue: u64(), targets: list(hash), assets: list(hash) })],
    call: (value) => state.encodeSessionKey(value),
  },
  encodeOwnedName: {
    args: [{ good: new Uint8Array(3), takes: (value) => value instanceof Uint8Array && value.length > 0 }],
    call: (name) => state.encodeOwnedName(name),
  },
  encodeFrozen: {
    args: [
      object({
        total: u64(),
        freezes: list(object(freeze)),
        delegations: { good: [], takes: (value) => Array.isArray(value) && value.length === 0 },
        pending: { good: [], takes: (value) => Array.isArray(value) && value.length === 0 },
      }),
    ],
    call: (value) => state.encodeFrozen(value),
  },
  HeadCache: { args: [integer()], call: (limit) => new state.HeadCache(limit) },
  stateDigest: {
    args: [hash, topoheight, { good: [], takes: (value) => Array.isArray(value) && value.length === 0 }],
    call: (...args: Parameters<typeof state.stateDigest>) => state.stateDigest(...args),
  },
  contentDigest: {
    args: [made(emptyStorage), optional(topoheight)],
    call: (from, at) => state.contentDigest(from, at),
  },
  assertStorageOptions: {
    args: [
      object({
        location: { good: 'x', takes: (value) => typeof value === 'string' && value !== '' },
        readOnly: optional({ good: false, takes: (value) => typeof value === 'boolean' }),
      }),
    ],
    call: (options) => state.assertStorageOptions(options),
  },
  'Storage.metadataAt': { args: [topoheight], call: (at) => emptyStorage.metadataAt(at) },
  'Storage.writesAt': { args: [topoheight], call: (at) => emptyStorage.writesAt(at) },
  'Storage.problems': { args: [optional(callback)], call: (onRow) => emptyStorage.problems(onRow) },
  'Storage.readMany': { args: [list(ref), optional(topoheight)], call: (refs, at) => emptyStorage.readMany(refs, at) },
  'Storage.history': {
    args: [ref, optional(object({ from: optional(topoheight), to: optional(topoheight) }))],
    call: (of, range) => emptyStorage.history(of, range),
  },
  'Storage.iterate': {
    args: [domain, optional(topoheight), optional(object({ from: optional(bytes()), to: optional(bytes()) }))],
    call: (of, at, range) => emptyStorage.iterate(of, at, range),
  },
  'Storage.count': { args: [domain], call: (of) => emptyStorage.count(of) },
  'Storage.commit': {
    args: [
      object({
        rollbackTo: optional({ good: undefined, takes: () => false }),
        blocks: list(object({ block: object({ ...block, topoheight: zero }), writes: list(write), metadata })),
      }),
    ],
    call: async (change) => (await fresh()).commit(change),
  },
  'Storage.prune': {
    args: [zero, optional(callback)],
    call: async (below, onSlice) => (await fresh()).prune(below, onSlice),
  },
  'Storage.putBlock': {
    args: [object({ ...block, topoheight: { good: null, takes: (value) => value === null } })],
    call: async (value) => (await fresh()).putBlock(value),
  },
  'Storage.deleteBlock': { args: [hash], call: (of) => emptyStorage.deleteBlock(of) },
  'Storage.getBlock': { args: [object({ hash })], call: (by) => emptyStorage.getBlock(by) },
  'Storage.getBlock by topoheight': { args: [object({ topoheight })], call: (by) => emptyStorage.getBlock(by) },
  'Storage.blocksAtHeight': { args: [integer()], call: (height) => emptyStorage.blocksAtHeight(height) },
  'Storage.hashesAt': { args: [list(topoheight)], call: (topoheights) => emptyStorage.hashesAt(topoheights) },
  'Storage.locateTransaction': { args: [hash], call: (of) => emptyStorage.locateTransaction(of) },
  'Storage.importState': {
    args: [object({ metadata: importedMetadata, records, blocks: optional({ good: undefined, takes: () => false }) })],
    call: async (value) => (await fresh()).importState(value),
  },
};

const rules =
  'what rules and executors use for each transaction of a block; a block that is executed has passed the checks of the executor';

export const inner: Inner = {
  'BlockOverlay*': rules,
  'HeadCache.*': rules,
  'decode*': 'bytes that a storage gave: those of another form are TOS_STORAGE_CORRUPT',
  assertRecordKey: 'as decode*',
  assertRecordValue: 'as decode*',
  accountOfKey: 'of keys that a storage gave',
  assetOfKey: 'of keys that a storage gave',
  compareBytes: 'for each record of a block and each row of a walk',
  compareRefs: 'as compareBytes',
  readU32: 'as compareBytes',
  isNativeAsset: 'as compareBytes',
  createMemoryStorage: 'no arguments',
  'Storage._*': 'filled by adapters, called with what the public methods have checked',
  Storage: 'abstract',
  'Storage.open': 'no arguments',
  'Storage.close': 'no arguments',
  'Storage.metadata': 'no arguments',
  'Storage.sizeOnDisk': 'no arguments',
  'Storage.stats': 'no arguments',
  'Storage.snapshot': 'no arguments',
};
