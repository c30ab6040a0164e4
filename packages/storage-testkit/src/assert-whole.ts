import assert from 'node:assert/strict';
import { domains, type Storage } from '@tos/state';
import { assertEqual } from './assert-equal.ts';
import { collect, historyOf } from './chain-fixture.ts';
import { NUMBERED_RECORDS, numberedBlock, numberedRef } from './numbered-block.ts';

/** The newest blocks whose bytes are compared; of older blocks only the place is compared. */
const COMPARED = 40;

/**
 * Asserts that a storage holds the numbered blocks from 0 to the head with all their parts, and nothing of another block.
 * @returns the topoheight of the head, or -1
 */
export async function assertWhole(storage: Storage): Promise<number> {
  const metadata = await storage.metadata();
  const head = metadata?.head.topoheight ?? -1;
  const state = await collect(storage.iterate(domains.nonce));
  assert.equal(state.length, metadata ? NUMBERED_RECORDS : 0);
  assert.equal(await storage.getBlock({ hash: numberedBlock(head + 1).block.hash }), undefined);
  assertEqual(await storage.blocksAtHeight(head + 1), []);
  if (!metadata) return head;
  const { prunedBelow, formatVersion, ...rest } = metadata;
  assertEqual(rest, numberedBlock(head).metadata);
  for (const [key, { topoheight, value }] of state) {
    assertEqual([topoheight, value], [head, numberedBlock(head).writes[0]?.value], `record ${key.join()}`);
  }
  const lowest = Math.max(0, prunedBelow - 1);
  const expected = Array.from({ length: head + 1 - lowest }, (_, i) => head - i);
  for (const index of [0, NUMBERED_RECORDS - 1]) {
    const history = await historyOf(storage, numberedRef(index));
    assertEqual(
      history.map(({ topoheight }) => topoheight),
      expected,
    );
  }
  const order = Array.from({ length: head + 1 }, (_, i) => i);
  assertEqual(
    await storage.hashesAt(order),
    order.map((n) => numberedBlock(n).block.hash),
  );
  for (const topoheight of order.slice(-COMPARED)) {
    const { block } = numberedBlock(topoheight);
    assertEqual(await storage.getBlock({ topoheight }), block, `block ${topoheight}`);
    assertEqual(await storage.locateTransaction(block.hash), [{ block: block.hash, executed: true }]);
  }
  return head;
}
