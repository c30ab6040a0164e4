// Storages with one fault each. Each is the storage in memory with one hook changed.
import { createMemoryStorage } from '@tos/state';

const bind = (storage, hook) => storage[hook].bind(storage);

const faults = {
  'takes a deletion for nothing'(storage) {
    const readMany = bind(storage, '_readMany');
    storage._readMany = async (refs, at) =>
      (await readMany(refs, at)).map((found) => (found?.value === null ? undefined : found));
  },
  'keeps a u64 as a float'(storage) {
    const readMany = bind(storage, '_readMany');
    const rounded = (value) => {
      const bytes = Buffer.from(value);
      const number = Number(bytes.readBigUInt64BE());
      bytes.writeBigUInt64BE(number >= 2 ** 64 ? 2n ** 64n - 2048n : BigInt(number));
      return new Uint8Array(bytes);
    };
    storage._readMany = async (refs, at) =>
      (await readMany(refs, at)).map((found) =>
        found?.value?.length === 8 ? { ...found, value: rounded(found.value) } : found,
      );
  },
  'sorts keys by length first'(storage) {
    const iterate = bind(storage, '_iterate');
    storage._iterate = async function* (...args) {
      const entries = [];
      for await (const entry of iterate(...args)) entries.push(entry);
      yield* entries.toSorted(([a], [b]) => a.length - b.length);
    };
  },
  'reads on while it iterates'(storage) {
    const iterate = bind(storage, '_iterate');
    const readMany = bind(storage, '_readMany');
    storage._iterate = async function* (domain, at, range) {
      for await (const [key] of iterate(domain, at, range)) {
        const [version] = await readMany([{ domain, key }], at);
        if (version?.value) yield [key, version];
      }
    };
  },
  'hands out the buffers it keeps'(storage) {
    const getBlock = bind(storage, '_getBlock');
    const kept = new Map();
    storage._getBlock = async (by) => {
      const block = await getBlock(by);
      const known = block && kept.get(Buffer.from(block.hash).toString('hex'));
      if (known?.topoheight === block?.topoheight) return known ?? block;
      kept.set(Buffer.from(block.hash).toString('hex'), block);
      return block;
    };
  },
  'gives the hash back that it was asked for'(storage) {
    const getBlock = bind(storage, '_getBlock');
    storage._getBlock = async (by) => {
      const block = await getBlock(by);
      return block && by.hash ? { ...block, hash: by.hash } : block;
    };
  },
  'reads into memory that it uses again'(storage) {
    const readMany = bind(storage, '_readMany');
    const memory = new Uint8Array(65_536);
    storage._readMany = async (refs, at) => {
      let end = 0;
      const inMemory = (value) => {
        memory.set(value, end);
        end += value.length;
        return memory.subarray(end - value.length, end);
      };
      const found = await readMany(refs, at);
      return found.map((one) => (one?.value ? { ...one, value: inMemory(one.value) } : one));
    };
  },
  'forgets the bytes of undone blocks'(storage) {
    const commit = bind(storage, '_commit');
    storage._commit = async (change) => {
      const head = (await storage._metadata())?.head.topoheight ?? -1;
      const undone = [];
      for (let at = (change.rollbackTo ?? head) + 1; at <= head; at++)
        undone.push(await storage._getBlock({ topoheight: at }));
      await commit(change);
      for (const { hash } of undone) {
        if ((await storage._getBlock({ hash })).topoheight === null) await storage._deleteBlock(hash);
      }
    };
  },
  'commits block by block'(storage) {
    const commit = bind(storage, '_commit');
    const readMany = bind(storage, '_readMany');
    let before = null;
    storage._commit = async (change) => {
      before = await storage._snapshot();
      await new Promise((resolve) => setImmediate(resolve));
      await commit(change);
      for (let i = 0; i < 10; i++) await new Promise((resolve) => setImmediate(resolve));
      before = null;
    };
    // While a commit is under way, the first half of the records is new already.
    storage._readMany = async (refs, at) => {
      const [newer, older] = [await readMany(refs, at), await before?.readMany(refs, at)];
      return older ? newer.map((found, i) => (i < refs.length / 2 ? found : older[i])) : newer;
    };
  },
  'keeps the metadata of undone blocks'(storage) {
    const commit = bind(storage, '_commit');
    const metadata = bind(storage, '_metadata');
    let last;
    storage._commit = async (change) => {
      await commit(change);
      last = change.blocks.at(-1)?.metadata ?? last;
    };
    storage._metadata = async () => {
      const found = await metadata();
      return found && last ? { ...found, supply: last.supply } : found;
    };
  },
  'gives snapshots that move on'(storage) {
    storage._snapshot = async () => ({
      metadata: () => storage.metadata(),
      readMany: (...args) => storage.readMany(...args),
      history: (...args) => storage.history(...args),
      iterate: (...args) => storage.iterate(...args),
      getBlock: (...args) => storage.getBlock(...args),
      hashesAt: (...args) => storage.hashesAt(...args),
      close: async () => {},
    });
  },
  'prunes one version too many'(storage) {
    const markPruned = bind(storage, '_markPruned');
    const readMany = bind(storage, '_readMany');
    let below = 0;
    storage._markPruned = async (topoheight) => {
      below = topoheight;
      await markPruned(topoheight);
    };
    storage._readMany = async (refs, at) =>
      (await readMany(refs, at)).map((found) => (found && found.topoheight < below - 1 ? undefined : found));
  },
  'prunes all in one slice'(storage) {
    // A storage in memory may do this; a storage on a disk may not.
    storage.manifest = Object.freeze({ ...storage.manifest, persistent: true });
  },
  'tells other metadata of an earlier block'(storage) {
    const metadataAt = bind(storage, '_metadataAt');
    storage._metadataAt = async (topoheight) => metadataAt(Math.max(0, topoheight - 1));
  },
  'returns what records hold now for what a block wrote'(storage) {
    const writesAt = bind(storage, '_writesAt');
    storage._writesAt = async (topoheight) => {
      const writes = await writesAt(topoheight);
      const newest = writes && (await storage._readMany(writes.map(({ ref }) => ref)));
      return newest?.map(({ value }, i) => ({ ref: writes[i].ref, value }));
    };
  },
  'shows an import before its end'(storage) {
    const importRecords = bind(storage, '_importRecords');
    const finishImport = bind(storage, '_finishImport');
    const count = bind(storage, '_count');
    let seen = 0;
    storage._importRecords = async (records) => {
      seen += records.length;
      await importRecords(records);
    };
    storage._finishImport = async (metadata) => {
      seen = 0;
      await finishImport(metadata);
    };
    storage._count = async (domain) => seen || count(domain);
  },
  'stays open for changes of its manifest'(storage) {
    storage.manifest = { ...storage.manifest };
  },
  'loses a record when three blocks are undone at once'(storage) {
    const commit = bind(storage, '_commit');
    const iterate = bind(storage, '_iterate');
    let isHurt = false;
    storage._commit = async (change) => {
      const head = (await storage._metadata())?.head.topoheight ?? -1;
      await commit(change);
      isHurt ||= change.rollbackTo !== undefined && head - change.rollbackTo >= 3;
    };
    storage._iterate = async function* (...args) {
      let isFirst = isHurt;
      for await (const entry of iterate(...args)) {
        if (!isFirst) yield entry;
        isFirst = false;
      }
    };
  },
};

/** Storages that are unusual, and without a fault. */
const oddities = {
  'hands out parts of larger pieces of memory'(storage) {
    const iterate = bind(storage, '_iterate');
    const part = (bytes) => bytes && Uint8Array.of(0xee, ...bytes, 0xee).subarray(1, -1);
    storage._iterate = async function* (...args) {
      for await (const [key, version] of iterate(...args))
        yield [part(key), { ...version, value: part(version.value) }];
    };
  },
};

/** A storage in memory that has the fault or oddity with this name. */
export function createFaulty(fault) {
  const storage = createMemoryStorage();
  ({ ...faults, ...oddities })[fault](storage);
  return storage;
}
