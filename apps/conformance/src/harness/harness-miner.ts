import { createKeyPair } from '@tos/crypto';

/** The public key that receives the rewards of imported blocks. The suite calls it Miner; its private key is 1. Source: docs/protocol.md §6.6. */
export const HARNESS_MINER: Uint8Array = createKeyPair(new Uint8Array(32).with(0, 1)).publicKey;
