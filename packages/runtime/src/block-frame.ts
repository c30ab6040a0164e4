import type { ErrorCode } from '@tos/protocol';
import type { BlockOverlay } from '@tos/state';

/** What a block does besides its transactions: rewards before them, fees after them. A package that knows block rules makes it. */
export interface BlockFrame {
  /** Asks, with `overlay.want`, for the cells that the frame uses. */
  declare(overlay: BlockOverlay): void;
  /** Runs before the first transaction. An error refuses the block. */
  open(overlay: BlockOverlay): ErrorCode;
  /** Runs after the last transaction. An error refuses the block. @param gasFee atomic units of TOS that the transactions paid */
  close(overlay: BlockOverlay, gasFee: bigint): ErrorCode;
  /** The arguments that the frame was made from, so that a report of the block can make it again. */
  readonly parameters?: Readonly<Record<string, string | number>>;
}
