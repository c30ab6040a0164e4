import { assertFunction, assertInteger, assertObject } from '@tos/protocol';
import { domainList, type ImportRecord, type Storage, type Topoheight } from '@tos/state';
import type { OnProgress } from './progress.ts';

const RECORDS_PER_REPORT = 256;

/** Number of live records at the head, of all domains together. */
export async function liveTotal(storage: Pick<Storage, 'count'>): Promise<number> {
  assertObject(storage, 'storage', ['count']);
  let total = 0;
  for (const domain of domainList) total += await storage.count(domain);
  return total;
}

/** Yields every live record as of a topoheight, in the order of domains and keys. */
export async function* liveRecords(
  source: Storage,
  at: Topoheight,
  onProgress: OnProgress = () => undefined,
): AsyncGenerator<ImportRecord> {
  assertObject(source, 'source', ['count', 'iterate']);
  assertInteger(at, 'at', 0);
  assertFunction(onProgress, 'onProgress');
  const total = await liveTotal(source);
  let done = 0;
  for (const domain of domainList) {
    for await (const [key, { topoheight, value }] of source.iterate(domain, at)) {
      // The total is a guess: some of the records at the head were not there yet, and some that were there are gone.
      if (++done % RECORDS_PER_REPORT === 0)
        await onProgress({ stage: 'reading records', done, total: Math.max(total, done) });
      if (value !== null) yield { ref: { domain, key }, topoheight, value };
    }
  }
  await onProgress({ stage: 'reading records', done, total: done });
}
