import type { LiveBlock } from './live-blocks.ts';

/** What plots show of blocks, the oldest first. */
export interface LivePoints {
  /** Seconds since 1970. */
  readonly time: readonly number[];
  /** Transactions per second since the block before; null for a block whose predecessor is not known. */
  readonly rate: readonly (number | null)[];
  readonly parallelism: readonly (number | null)[];
  /** Per cent. */
  readonly conflicts: readonly (number | null)[];
  readonly commitMs: readonly (number | null)[];
}

/** Milliseconds before the newest block that plots show: a pause of the chain does not squeeze what came after it. */
const SHOWN_MS = 300_000;

/** @param blocks the newest first */
export function livePoints(blocks: readonly LiveBlock[]): LivePoints {
  const oldest = (blocks[0]?.timestamp ?? 0) - SHOWN_MS;
  const ascending = blocks.filter(({ timestamp }) => timestamp >= oldest).toReversed();
  return {
    time: ascending.map(({ timestamp }) => timestamp / 1000),
    rate: ascending.map((block, i) => rateSince(ascending[i - 1], block)),
    parallelism: ascending.map(({ figures }) => figures?.parallelism ?? null),
    conflicts: ascending.map(({ figures }) => figures?.conflicts ?? null),
    commitMs: ascending.map(({ figures }) => figures?.commitMs ?? null),
  };
}

function rateSince(before: LiveBlock | undefined, { topoheight, timestamp, transactions }: LiveBlock): number | null {
  if (before === undefined || before.topoheight !== topoheight - 1 || timestamp <= before.timestamp) return null;
  return transactions / ((timestamp - before.timestamp) / 1000);
}
