import { liveTotal, type OnProgress } from '@tos/chain';
import { contentDigest, type Storage, type Topoheight } from '@tos/state';

/** The content digest of a state. Its computation reports progress, and stops where `onProgress` throws. */
export async function contentOf(storage: Storage, onProgress: OnProgress, at?: Topoheight): Promise<Uint8Array> {
  const total = await liveTotal(storage);
  let done = 0;
  const digest = await contentDigest(
    {
      async *iterate(domain, topoheight) {
        for await (const record of storage.iterate(domain, topoheight)) {
          if (++done % 256 === 0) await onProgress({ stage: 'content digest', done, total: Math.max(total, done) });
          yield record;
        }
      },
    },
    at,
  );
  await onProgress({ stage: 'content digest', done, total: done });
  return digest;
}
