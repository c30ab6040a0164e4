import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { NodeProcess } from './node-process.ts';
import { type Members, membersOf, WsClient } from './ws-client.ts';

const KILLS = 5 * Number(process.env['TOS_TEST_FACTOR'] ?? 1);
/** Blocks that come in each life of the node, at least. */
const BLOCKS_PER_LIFE = 4;

let datadir: string;
beforeEach(() => {
  datadir = mkdtempSync(join(tmpdir(), 'tos-killed-'));
});
afterEach(async () => {
  await NodeProcess.killAll();
  rmSync(datadir, { recursive: true, force: true });
});

/** What a subscriber has of the chain, from the events alone. */
class Copy {
  readonly hashes: string[] = [];
  undone = 0;

  /** @throws for a block that is missed, comes twice or does not follow the last one */
  apply(event: Members): void {
    if (event['event'] === 'block_orphaned') {
      if (this.hashes.pop() !== event['block_hash']) throw new Error('another block than the last one was undone');
      this.undone++;
      return;
    }
    const place = Number(event['topoheight']);
    if (place !== this.hashes.length) throw new Error(`block ${place} came where ${this.hashes.length} is next`);
    const hash = String(event['hash'] ?? event['block_hash']);
    const parents = event['tips'];
    if (place > 0 && Array.isArray(parents) && !parents.includes(this.hashes.at(-1)!))
      throw new Error(`block ${place} does not follow the last one`);
    this.hashes.push(hash);
  }
}

test(`a subscriber sees each block once across ${KILLS} kills of the node`, { timeout: 600_000 }, async () => {
  const start = (): NodeProcess =>
    NodeProcess.dev(datadir, '--block-time', 'every-30ms', '--load-accounts', '2', '--workers', '0');
  const copies = { new_block: new Copy(), block_ordered: new Copy() };
  for (let life = 0; life < KILLS; life++) {
    const node = start();
    const client = await WsClient.open(await node.url(), '');
    const before = copies.new_block.hashes.length;
    for (const [event, copy] of Object.entries(copies)) {
      const { hashes } = copy;
      const last = hashes.at(-1);
      const id = await client.subscribe(event, {
        from_topoheight: hashes.length,
        ...(last === undefined ? {} : { last_block_hash: last }),
      });
      // Whatever came before the connection broke counts, also what the kill overtook.
      client.socket.once('close', () => {
        for (const one of client.events(id)) copy.apply(one);
      });
      await client.whenEvents(id, BLOCKS_PER_LIFE + life);
    }
    // It comes at any time: between two blocks, in a block, or in a frame.
    node.kill('SIGKILL');
    await node.exit();
    await client.whenClosed();
    expect(copies.new_block.hashes.length).toBeGreaterThan(before);
  }
  const node = start();
  await node.url();
  for (const [name, { hashes, undone }] of Object.entries(copies)) {
    // What was announced is durable.
    expect(undone, name).toBe(0);
    const kept: unknown[] = [];
    for (let at = 0; at < hashes.length; at++) {
      const block = membersOf(await node.result('get_block_at_topoheight', { topoheight: at }));
      kept.push(block['hash']);
    }
    expect(hashes, name).toEqual(kept);
  }
});
