import { isTosError } from '@tos/protocol';
import { describe, expect, it } from 'vitest';
import { domains, type RecordWrite } from '../domain.ts';
import { nonceRef } from '../records/plain-refs.ts';
import { encodeU64Record } from '../records/u64-record.ts';
import { createMemoryStorage } from './memory-storage.ts';
import { Storage } from './storage.ts';
import type { BlockCommit, ChainChange, StorageManifest, StoredBlock } from './storage-types.ts';

const hash = (n: number): Uint8Array => new Uint8Array(32).fill(n);

function blockAt(topoheight: number, writes: readonly RecordWrite[] = []): BlockCommit {
  const own = hash(topoheight + 1);
  return {
    block: {
      hash: own,
      height: topoheight,
      topoheight,
      bytes: Uint8Array.of(topoheight),
      transactionHashes: [],
      digest: own,
      info: new Uint8Array(),
    },
    writes,
    metadata: {
      network: 'devnet',
      genesis: hash(1),
      head: { hash: own, height: topoheight, topoheight },
      tips: [own],
      supply: { emitted: 0n, burned: 0n },
      digest: own,
    },
  };
}

const looseBlock = (n: number): StoredBlock => ({ ...blockAt(n).block, topoheight: null, digest: null });

const codeOf = (code: string): object => expect.objectContaining({ code });

async function openMemory(): Promise<Storage> {
  const storage = createMemoryStorage();
  await storage.open();
  return storage;
}

/** A storage without data, whose hooks are a test's. */
class FakeStorage extends Storage {
  readonly manifest: StorageManifest = Object.freeze<StorageManifest>({
    name: 'fake',
    persistent: false,
    durability: 'none',
    concurrentReaders: 'none',
    snapshots: false,
    pruning: false,
    stateImport: false,
  });
  readonly onOpen: () => Promise<void>;
  readonly onClose: () => Promise<void>;
  readonly onCommit: (change: ChainChange) => Promise<void>;

  constructor(hooks: Partial<Pick<FakeStorage, 'onOpen' | 'onClose' | 'onCommit'>> = {}) {
    super();
    this.onOpen = hooks.onOpen ?? (async () => {});
    this.onClose = hooks.onClose ?? (async () => {});
    this.onCommit = hooks.onCommit ?? (async () => {});
  }

  protected override _open = (): Promise<void> => this.onOpen();
  protected override _close = (): Promise<void> => this.onClose();
  protected override _commit = (change: ChainChange): Promise<void> => this.onCommit(change);
  protected override _metadata = async (): Promise<undefined> => undefined;
  protected override _readMany = async (): Promise<[]> => [];
  protected override async *_history(): AsyncGenerator<never> {}
  protected override async *_iterate(): AsyncGenerator<never> {}
  protected override _sizeOnDisk = async (): Promise<number> => 0;
  protected override _putBlock = async (): Promise<void> => {};
  protected override _deleteBlock = async (): Promise<void> => {};
  protected override _getBlock = async (): Promise<undefined> => undefined;
  protected override _blocksAtHeight = async (): Promise<[]> => [];
  protected override _hashesAt = async (): Promise<[]> => [];
  protected override _locateTransaction = async (): Promise<[]> => [];
}

/** Every public method, with good arguments. */
const calls: Record<string, (storage: Storage) => unknown> = {
  metadata: (s) => s.metadata(),
  readMany: (s) => s.readMany([]),
  history: (s) => s.history(nonceRef(hash(1))),
  iterate: (s) => s.iterate(domains.nonce),
  count: (s) => s.count(domains.nonce),
  sizeOnDisk: (s) => s.sizeOnDisk(),
  commit: (s) => s.commit({ blocks: [] }),
  prune: (s) => s.prune(0),
  putBlock: (s) => s.putBlock(looseBlock(1)),
  deleteBlock: (s) => s.deleteBlock(hash(1)),
  getBlock: (s) => s.getBlock({ topoheight: 0 }),
  blocksAtHeight: (s) => s.blocksAtHeight(0),
  hashesAt: (s) => s.hashesAt([0]),
  locateTransaction: (s) => s.locateTransaction(hash(1)),
  importState: (s) => s.importState({ records: (async function* () {})(), metadata: blockAt(0).metadata }),
  snapshot: (s) => s.snapshot(),
};

describe('lifecycle', () => {
  it.each(Object.entries(calls))('%s needs an open storage', async (_, call) => {
    const storage = createMemoryStorage();
    const attempt = async (): Promise<unknown> => call(storage);
    await expect(attempt()).rejects.toThrow(codeOf('TOS_NOT_OPEN'));
    await storage.open();
    await storage.close();
    await expect(attempt()).rejects.toThrow(codeOf('TOS_NOT_OPEN'));
  });

  it('opens once, closes twice, and opens again', async () => {
    const storage = createMemoryStorage();
    expect(storage.status).toBe('closed');
    const { manifest } = storage;
    await storage.close();
    await storage.open();
    expect(storage.status).toBe('open');
    await expect(storage.open()).rejects.toThrow(codeOf('TOS_NOT_OPEN'));
    await Promise.all([storage.close(), storage.close()]);
    await storage.close();
    expect(storage.status).toBe('closed');
    await storage.open();
    expect(storage.status).toBe('open');
    expect(storage.manifest).toBe(manifest);
    expect(Object.isFrozen(manifest)).toBe(true);
    expect(structuredClone(manifest)).toEqual(manifest);
  });

  it('every close waits until the storage is closed', async () => {
    let finish = (): void => {};
    const storage = new FakeStorage({ onClose: () => new Promise((resolve) => (finish = resolve)) });
    await storage.open();
    const first = storage.close();
    let isSecondDone = false;
    const second = storage.close().then(() => {
      isSecondDone = true;
    });
    await new Promise(setImmediate);
    expect(isSecondDone).toBe(false);
    finish();
    await Promise.all([first, second]);
    expect(storage.status).toBe('closed');
  });

  it('a close while it opens comes after the opening', async () => {
    const events: string[] = [];
    const storage = new FakeStorage({
      onOpen: async () => {
        await new Promise(setImmediate);
        events.push('opened');
      },
      onClose: async () => {
        events.push('closed');
      },
    });
    await Promise.all([storage.open(), storage.close()]);
    expect(events).toEqual(['opened', 'closed']);
    expect(storage.status).toBe('closed');
  });

  it('is closed after an opening or a closing that failed', async () => {
    let failures = 1;
    const fail = async (): Promise<void> => {
      if (failures-- > 0) throw new Error('broken');
    };
    const opening = new FakeStorage({ onOpen: fail });
    await expect(opening.open()).rejects.toThrow('broken');
    expect(opening.status).toBe('closed');
    await opening.open();
    failures = 1;
    const closing = new FakeStorage({ onClose: fail });
    await closing.open();
    await expect(closing.close()).rejects.toThrow('broken');
    expect(closing.status).toBe('closed');
  });

  it('close waits for the writes that were called before it', async () => {
    const events: string[] = [];
    const storage = new FakeStorage({
      onCommit: async () => {
        await new Promise(setImmediate);
        events.push('commit');
      },
      onClose: async () => {
        events.push('close');
      },
    });
    await storage.open();
    const commits = [storage.commit({ blocks: [] }), storage.commit({ blocks: [] })];
    await storage.close();
    expect(events).toEqual(['commit', 'commit', 'close']);
    await Promise.all(commits);
  });

  it('an iteration under way ends with an error when the storage closes', async () => {
    const storage = await openMemory();
    const writes = [1, 2, 3].map((n) => ({ ref: nonceRef(hash(n)), value: encodeU64Record(1n) }));
    await storage.commit({ blocks: [blockAt(0, writes)] });
    const walk = async (): Promise<void> => {
      for await (const _ of storage.iterate(domains.nonce)) await storage.close();
    };
    await expect(walk()).rejects.toThrow(codeOf('TOS_NOT_OPEN'));
  });
});

describe('arguments', () => {
  const bad: Record<string, (storage: Storage) => unknown> = {
    'readMany at -1': (s) => s.readMany([], -1),
    'readMany at 0.5': (s) => s.readMany([], 0.5),
    'history from 2^53': (s) => s.history(nonceRef(hash(1)), { from: 2 ** 53 }),
    'history to NaN': (s) => s.history(nonceRef(hash(1)), { to: Number.NaN }),
    'iterate at -1': (s) => s.iterate(domains.nonce, -1),
    'getBlock with a short hash': (s) => s.getBlock({ hash: new Uint8Array(31) }),
    'getBlock at -1': (s) => s.getBlock({ topoheight: -1 }),
    'blocksAtHeight 1.5': (s) => s.blocksAtHeight(1.5),
    'hashesAt infinity': (s) => s.hashesAt([0, Infinity]),
    'locateTransaction with a short hash': (s) => s.locateTransaction(new Uint8Array(8)),
    'deleteBlock with a long hash': (s) => s.deleteBlock(new Uint8Array(33)),
    'putBlock with a place': (s) => s.putBlock(blockAt(0).block),
    'putBlock with a short hash': (s) => s.putBlock({ ...looseBlock(0), hash: new Uint8Array(3) }),
    'putBlock with a short transaction hash': (s) =>
      s.putBlock({ ...looseBlock(0), transactionHashes: [new Uint8Array(3)] }),
    'commit at -1': (s) => s.commit({ blocks: [blockAt(-1)] }),
    'rollbackTo -1': (s) => s.commit({ rollbackTo: -1, blocks: [] }),
  };

  it.each(Object.entries(bad))('refuses %s', async (_, call) => {
    const storage = await openMemory();
    await expect((async () => call(storage))()).rejects.toThrow(codeOf('TOS_INVALID_ARGUMENT'));
  });

  it.each([
    ['descending keys', [nonceRef(hash(2)), nonceRef(hash(1))]],
    ['a record twice', [nonceRef(hash(1)), nonceRef(hash(1))]],
    ['domains out of order', [{ domain: domains.supply, key: hash(1) }, nonceRef(hash(1))]],
    [
      'a key before its prefix',
      [
        { domain: domains.nonce, key: Uint8Array.of(1, 0) },
        { domain: domains.nonce, key: Uint8Array.of(1) },
      ],
    ],
  ])('refuses writes with %s', async (_, refs) => {
    const storage = await openMemory();
    const writes = refs.map((ref) => ({ ref, value: null }));
    await expect(storage.commit({ blocks: [blockAt(0, writes)] })).rejects.toThrow(codeOf('TOS_INVALID_ARGUMENT'));
    expect(await storage.metadata()).toBeUndefined();
  });
});

describe('commits continue the stored chain', () => {
  it.each<[string, ChainChange]>([
    ['a gap', { blocks: [blockAt(3)] }],
    ['a block that is there already', { blocks: [blockAt(1)] }],
    ['a gap inside', { blocks: [blockAt(2), blockAt(4)] }],
    ['a gap after a rollback', { rollbackTo: 0, blocks: [blockAt(2)] }],
    ['a rollback above the head', { rollbackTo: 2, blocks: [] }],
    ['metadata of another topoheight', { blocks: [{ ...blockAt(2), metadata: blockAt(1).metadata }] }],
  ])('refuses %s', async (_, change) => {
    const storage = await openMemory();
    await storage.commit({ blocks: [blockAt(0), blockAt(1)] });
    await expect(storage.commit(change)).rejects.toThrow(codeOf('TOS_STORAGE_CONFLICT'));
    expect((await storage.metadata())?.head.topoheight).toBe(1);
  });

  it('refuses any rollback of an empty storage, and a chain that begins above 0', async () => {
    const storage = await openMemory();
    await expect(storage.commit({ rollbackTo: 0, blocks: [] })).rejects.toThrow(codeOf('TOS_STORAGE_CONFLICT'));
    await expect(storage.commit({ blocks: [blockAt(1)] })).rejects.toThrow(codeOf('TOS_STORAGE_CONFLICT'));
  });

  it('refuses another network', async () => {
    const storage = await openMemory();
    await storage.commit({ blocks: [blockAt(0)] });
    const next = blockAt(1);
    const change = { blocks: [{ ...next, metadata: { ...next.metadata, network: 'mainnet' } }] };
    await expect(storage.commit(change)).rejects.toThrow(codeOf('TOS_STORAGE_NETWORK'));
  });

  it('an ordered block can neither be put without a place nor be deleted', async () => {
    const storage = await openMemory();
    await storage.commit({ blocks: [blockAt(0)] });
    await expect(storage.putBlock(looseBlock(0))).rejects.toThrow(codeOf('TOS_STORAGE_CONFLICT'));
    await expect(storage.deleteBlock(blockAt(0).block.hash)).rejects.toThrow(codeOf('TOS_STORAGE_CONFLICT'));
    expect((await storage.getBlock({ topoheight: 0 }))?.topoheight).toBe(0);
  });
});

describe('the queue of writes', () => {
  it('writes in the order of the calls', async () => {
    const storage = await openMemory();
    await Promise.all([0, 1, 2, 3].map((n) => storage.commit({ blocks: [blockAt(n)] })));
    expect((await storage.metadata())?.head.topoheight).toBe(3);
  });

  it('a failing write does not block later ones', async () => {
    const events: string[] = [];
    const storage = new FakeStorage({
      onCommit: async ({ blocks }) => {
        events.push(`block of ${blocks.length}`);
        if (blocks.length === 2) throw new Error('disk full');
      },
    });
    await storage.open();
    const results = await Promise.allSettled([
      storage.commit({ blocks: [blockAt(0)] }),
      storage.commit({ blocks: [blockAt(0), blockAt(1)] }),
      storage.commit({ blocks: [] }),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(events).toEqual(['block of 1', 'block of 2', 'block of 0']);
    await storage.close();
  });
});

describe('features that the manifest does not claim', () => {
  it.each(['prune', 'importState', 'snapshot'])('%s is not supported', async (name) => {
    const storage = new FakeStorage();
    await storage.open();
    const error: unknown = await Promise.resolve(calls[name]?.(storage)).catch((caught: unknown) => caught);
    expect(isTosError(error, 'TOS_NOT_SUPPORTED'), name).toBe(true);
  });
});
