import type { Chain, Mempool } from '@tos/chain';
import type { OnBlock } from './produced-block.ts';

export interface ImportCollaborators {
  readonly chain: Pick<Chain, 'importBlock'>;
  readonly mempool: Pick<Mempool, 'afterBlock'>;
  readonly onBlock: OnBlock;
}

/** Commits a block that somebody else made, on top of the head. @throws as `Chain.importBlock` */
export async function importBlock(bytes: Uint8Array, { chain, mempool, onBlock }: ImportCollaborators): Promise<void> {
  const start = performance.now();
  const block = await chain.importBlock(bytes);
  const elapsedMs = performance.now() - start;
  mempool.afterBlock(block.transactions);
  onBlock(
    {
      height: block.height,
      transactions: block.transactions.count,
      leftOut: 0,
      elapsedMs,
      commitMs: block.commitMs,
      report: block.report,
    },
    block,
  );
}
