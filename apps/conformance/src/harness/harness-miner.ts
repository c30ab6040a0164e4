import { createKeyPair } from '@tos/crypto';

/** Public key that receives the rewards of imported blocks: of the private key 1, in the suite's word Miner. Source: docs/protocol.md §6.6. */
export const HARNESS_MINER: Uint8Array = createKeyPair(new Uint8Array(32).with(0, 1)).publicKey;
