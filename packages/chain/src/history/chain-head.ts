import type { Topoheight } from '@tos/state';

/** The last block of a chain. When the next block is committed, another object takes its place; do not change its bytes. */
export interface ChainHead {
  readonly hash: Uint8Array;
  readonly height: number;
  readonly topoheight: Topoheight;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  /** State digest after the block. */
  readonly digest: Uint8Array;
  /** Atomic units of TOS. */
  readonly supply: { readonly emitted: bigint; readonly burned: bigint };
}
