import {
  checkVerificationRecords,
  createKeyPair,
  createNobleVerifier,
  PUBLIC_KEY_SIZE,
  SIGNATURE_SIZE,
  type SignatureVerifier,
  sign,
  Verdict,
} from '@tos/crypto';
import { TosError } from '@tos/protocol';

/** A verifier that asks a second verifier about every signature, and throws when the two disagree. */
function createCheckedVerifier(fast: SignatureVerifier, oracle: SignatureVerifier): SignatureVerifier {
  const verifier: SignatureVerifier = {
    name: `${fast.name} checked by ${oracle.name}`,
    verify(publicKey, message, signature) {
      const good = fast.verify(publicKey, message, signature);
      if (oracle.verify(publicKey, message, signature) === good) return good;
      throw new TosError('TOS_INTERNAL', { reason: `${fast.name} and ${oracle.name} disagree` });
    },
    verifyBatch(records, from, to, verdicts) {
      checkVerificationRecords(records, from, to, verdicts);
      const slice = (offset = 0, length = 0) => records.bytes.subarray(offset, offset + length);
      for (let i = from; i < to; i++) {
        const publicKey = slice(records.key[i], PUBLIC_KEY_SIZE);
        const message = slice(records.messageOffset[i], records.messageLength[i]);
        const signature = slice(records.signature[i], SIGNATURE_SIZE);
        verdicts[i] = verifier.verify(publicKey, message, signature) ? Verdict.GOOD : Verdict.BAD;
      }
    },
  };
  return verifier;
}

// Key, message (3 bytes) and signature in one buffer; the second record reads one byte less of the message.
const alice = createKeyPair(Uint8Array.of(2, ...new Uint8Array(31)));
const message = Uint8Array.of(1, 2, 3);
const records = {
  bytes: Uint8Array.of(...alice.publicKey, ...message, ...sign(alice, message)),
  count: 2,
  key: Uint32Array.of(0, 0),
  messageOffset: Uint32Array.of(32, 32),
  messageLength: Uint32Array.of(3, 2),
  signature: Uint32Array.of(35, 35),
};

const verdicts = new Uint8Array(2);
createCheckedVerifier(createNobleVerifier(), createNobleVerifier()).verifyBatch(records, 0, 2, verdicts);
console.log(verdicts); // Uint8Array(2) [ 1, 2 ]: good, bad
