import { createNobleVerifier } from '@tos/crypto';

/** Called once by main and once by every worker. */
export function createVerifier() {
  const noble = createNobleVerifier();
  return {
    name: 'mine',
    verify: (publicKey, message, signature) => noble.verify(publicKey, message, signature),
    verifyBatch: (records, from, to, verdicts) => noble.verifyBatch(records, from, to, verdicts),
  };
}
