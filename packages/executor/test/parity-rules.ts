import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { Opcode } from '@tos/protocol';
import { baselineRules, defineShieldTransfersRule, type RuleSet } from '@tos/runtime';
import { sumOfCiphertexts } from './plain-types.ts';

/** True for a proof that `random-payload.ts` means to be good. */
export const proofIsGood = (proof: Uint8Array): boolean => proof[0] === 1;

/** The node's own rules without the arithmetic of ciphertexts; `fixtures/injected-verifier.mjs` judges their proofs. */
export const parityRules: RuleSet = {
  ...baselineRules,
  [Opcode.SHIELD_TRANSFERS]: defineShieldTransfersRule((a, b) =>
    hexToBytes(sumOfCiphertexts(bytesToHex(a), bytesToHex(b))),
  ),
};
