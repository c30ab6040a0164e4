import type { ErrorCode } from '@tos/protocol';
import type { BlockOverlay } from '@tos/state';

/** What a block does besides its transactions: rewards before them, fees after. Made by whoever knows block rules. */
export interface BlockFrame {
  /** Asks, with `overlay.want`, for the cells that it uses. */
  declare(overlay: BlockOverlay): void;
  /** Before the first transaction. An error refuses the block. */
  open(overlay: BlockOverlay): ErrorCode;
  /** After the last one. `gasFee`: atomic units of TOS that the transactions paid. An error refuses the block. */
  close(overlay: BlockOverlay, gasFee: bigint): ErrorCode;
  /** What the frame was made from, so that a report of the block can make it again. */
  readonly parameters?: Readonly<Record<string, string | number>>;
}
