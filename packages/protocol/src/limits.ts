// Sizes in bytes unless a name says otherwise. Source: docs/protocol.md §1, §2.1, §5.4, §6.1, §6.2.

/** Every hash is a BLAKE3-256: of transactions, blocks, names and modules, and the state digest. Source: docs/protocol.md §2.1, §3.7, §6.1. */
export const HASH_SIZE = 32;

export const MAX_TRANSACTION_SIZE = 1_048_576;
/** 1 MiB + 256 KiB, header included: about 5,650 transfers of one output (232 B each). */
export const MAX_BLOCK_SIZE = 1_310_720;
/** Transactions per block. */
export const MAX_BLOCK_TRANSACTIONS = 10_000;
/** Parents per block. */
export const MAX_TIPS = 3;

/** Outputs of a transaction of type transfers, uno transfers, shield transfers or unshield transfers. */
export const MAX_TRANSFER_COUNT = 500;
export const MAX_MULTISIG_PARTICIPANTS = 255;
/** Extra data of one output that the decoder accepts; the rules accept `MAX_EXTRA_DATA_OUTPUT` only. */
export const MAX_EXTRA_DATA_DECODED = 1024;
/** Encoded extra data (2 bytes of length included) that the rules accept: of one output, and of all outputs of a transaction. */
export const MAX_EXTRA_DATA_OUTPUT = 128;
export const MAX_EXTRA_DATA_TOTAL = 4096;

/** Milliseconds by which a block's timestamp may be ahead of the node's clock. */
export const MAX_FUTURE_BLOCK_TIME_MS = 2000;
/** Heights behind the tip at which a block can no longer be reorganised. */
export const STABLE_LIMIT = 24;
/** Topoheights that pruning must leave below the head. */
export const PRUNE_SAFETY_LIMIT = 240;
/**
 * Topoheights below a block's parent within which the references of its transactions must lie. It equals `PRUNE_SAFETY_LIMIT`, because
 * every node still has these blocks: neither a node's own pruning nor the state that it imported decides whether a block is valid.
 */
export const REFERENCE_WINDOW = 240;
