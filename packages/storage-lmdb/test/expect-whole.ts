import { domains, type Storage } from '@tos/state';
import { expect } from 'vitest';
import { collect, historyOf } from './chain-fixture.ts';
import { numberedBlock, numberedRef, RECORDS } from './numbered-block.mjs';

/** Blocks 0 to the head are there with all their parts, and nothing of any other. */
export async function expectWhole(storage: Storage): Promise<number> {
  const metadata = await storage.metadata();
  const head = metadata?.head.topoheight ?? -1;
  if (!metadata) return head;
  expect(metadata).toMatchObject(numberedBlock(head).metadata);
  const state = await collect(storage.iterate(domains.nonce));
  expect(state.length).toBe(RECORDS);
  for (const [key, { topoheight, value }] of state) {
    expect([topoheight, value], `record ${key}`).toEqual([head, numberedBlock(head).writes[0]?.value]);
  }
  const expected = Array.from({ length: head + 1 }, (_, i) => head - i);
  for (const index of [0, RECORDS - 1]) {
    const history = await historyOf(storage, numberedRef(index));
    expect(history.map(({ topoheight }) => topoheight)).toEqual(expected);
  }
  for (const topoheight of expected) {
    expect(await storage.getBlock({ topoheight }), `block ${topoheight}`).toEqual(numberedBlock(topoheight).block);
  }
  expect(await storage.getBlock({ hash: numberedBlock(head + 1).block.hash })).toBeUndefined();
  expect(await storage.blocksAtHeight(head + 1)).toEqual([]);
  return head;
}
