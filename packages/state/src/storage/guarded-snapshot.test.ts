import { isTosError } from '@tos/protocol';
import { expect, test } from 'vitest';
import { domains } from '../domain.ts';
import { createMemoryStorage } from './memory-storage.ts';
import type { StorageSnapshot } from './storage-types.ts';

const key = new Uint8Array(32);
const nonce = { domain: domains.nonce, key };

/** Every read, with good arguments. */
const reads: Record<string, (snapshot: StorageSnapshot) => unknown> = {
  metadata: (snapshot) => snapshot.metadata(),
  readMany: (snapshot) => snapshot.readMany([nonce], 5),
  history: (snapshot) => all(snapshot.history(nonce)),
  iterate: (snapshot) => all(snapshot.iterate(domains.nonce)),
  getBlock: (snapshot) => snapshot.getBlock({ topoheight: 0 }),
  hashesAt: (snapshot) => snapshot.hashesAt([0]),
};

/** Every read, with one bad argument. */
const wrong: Record<string, (snapshot: StorageSnapshot) => unknown> = {
  'a place below 0': (snapshot) => snapshot.readMany([nonce], -1),
  'no list': (snapshot) => Reflect.apply(snapshot.readMany, snapshot, [null]),
  'an empty key': (snapshot) => snapshot.readMany([{ domain: domains.nonce, key: new Uint8Array() }]),
  'a key too long': (snapshot) => snapshot.history({ domain: domains.nonce, key: new Uint8Array(1025) }),
  'half a place': (snapshot) => snapshot.history(nonce, { from: 0.5 }),
  'a domain that is none': (snapshot) => Reflect.apply(snapshot.iterate, snapshot, ['nonce']),
  'a bound too long': (snapshot) => snapshot.iterate(domains.nonce, 0, { to: new Uint8Array(1025) }),
  'a short hash': (snapshot) => snapshot.getBlock({ hash: new Uint8Array(31) }),
  'an endless place': (snapshot) => snapshot.hashesAt([Number.POSITIVE_INFINITY]),
};

async function codeOf(work: () => unknown): Promise<string> {
  try {
    await work();
    return 'ok';
  } catch (error) {
    if (isTosError(error)) return error.code;
    throw error;
  }
}

async function all(items: AsyncIterable<unknown>): Promise<unknown[]> {
  const list: unknown[] = [];
  for await (const item of items) list.push(item);
  return list;
}

async function open() {
  const storage = createMemoryStorage();
  await storage.open();
  return { storage, snapshot: await storage.snapshot() };
}

test.each(Object.entries(wrong))('%s is refused, as by the storage', async (_, read) => {
  const { snapshot } = await open();
  expect(await codeOf(() => read(snapshot))).toBe('TOS_INVALID_ARGUMENT');
});

test.each(Object.entries(reads))(
  '%s: open it answers; closed, or with its storage closed, it does not',
  async (_, read) => {
    const { snapshot } = await open();
    expect(await codeOf(() => read(snapshot))).toBe('ok');
    await snapshot.close();
    await snapshot.close();
    expect(await codeOf(() => read(snapshot))).toBe('TOS_NOT_OPEN');
    const other = await open();
    await other.storage.close();
    expect(await codeOf(() => read(other.snapshot))).toBe('TOS_NOT_OPEN');
  },
);
