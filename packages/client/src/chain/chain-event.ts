import type { Block } from '../rpc/rpc-methods.ts';

/** A block that came, or a block that a rollback has undone. */
export type ChainEvent =
  | ({ readonly event: 'new_block'; readonly topoheight: bigint } & Block)
  | { readonly event: 'block_orphaned'; readonly block_hash: string; readonly old_topoheight: bigint };
