import type { Topoheight } from '@tos/state';

/** The last block of a chain. Replaced by another object when the next one is committed; do not change its bytes. */
export interface ChainHead {
  readonly hash: Uint8Array;
  readonly height: number;
  readonly topoheight: Topoheight;
  /** Milliseconds. */
  readonly timestamp: number;
  /** State digest. */
  readonly digest: Uint8Array;
  /** Atomic units of TOS. */
  readonly supply: { readonly emitted: bigint; readonly burned: bigint };
}
