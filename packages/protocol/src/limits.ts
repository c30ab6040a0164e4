// Sizes in bytes unless a name says otherwise. Source: docs/protocol.md §1, §2.1, §5.4, §6.1, §6.2.

/** Every hash is a BLAKE3-256: of transactions, blocks, names and modules, and the state digest. Source: docs/protocol.md §2.1, §3.7, §6.1. */
export const HASH_SIZE = 32;

export const MAX_TRANSACTION_SIZE = 1_048_576;
/** 1 MiB + 256 KiB, header included: about 5,650 transfers of one output (232 B each). */
export const MAX_BLOCK_SIZE = 1_310_720;
/** Transactions a block. */
export const MAX_BLOCK_TRANSACTIONS = 10_000;
/** Parents a block. */
export const MAX_TIPS = 3;

/** Outputs of a transfers transaction; also of its shielded relatives. */
export const MAX_TRANSFER_COUNT = 500;
export const MAX_MULTISIG_PARTICIPANTS = 255;
/** What the decoder lets pass; the rules allow less. */
export const MAX_EXTRA_DATA_DECODED = 1024;
/** Encoded size (2 bytes of length included) of one output's extra data, and of all outputs together. */
export const MAX_EXTRA_DATA_OUTPUT = 128;
export const MAX_EXTRA_DATA_TOTAL = 4096;

/** Milliseconds that a block may be ahead of our clock. */
export const MAX_FUTURE_BLOCK_TIME_MS = 2000;
/** Heights behind the tip at which a block can no longer be reorganised. */
export const STABLE_LIMIT = 24;
/** Topoheights that pruning must leave below the head. */
export const PRUNE_SAFETY_LIMIT = 240;
/**
 * Topoheights below its parent in which a block's transactions find the block that they refer to. It is `PRUNE_SAFETY_LIMIT`: what the most
 * pruned of nodes still has, so that a node's own pruning, or the state that it began with, never decides over a block.
 */
export const REFERENCE_WINDOW = 240;
