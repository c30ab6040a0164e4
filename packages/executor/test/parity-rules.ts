import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { Opcode } from '@tos/protocol';
import { baselineRules, defineShieldTransfersRule, type RuleSet } from '@tos/runtime';
import { sumOfCiphertexts } from './plain-types.ts';

/** Whether `random-payload.ts` has made a proof as a good one. */
export const proofIsGood = (proof: Uint8Array): boolean => proof[0] === 1;

/** The rules of the node, without the arithmetic of ciphertexts. `fixtures/injected-verifier.mjs` judges their proofs. */
export const parityRules: RuleSet = {
  ...baselineRules,
  [Opcode.SHIELD_TRANSFERS]: defineShieldTransfersRule((a, b) =>
    hexToBytes(sumOfCiphertexts(bytesToHex(a), bytesToHex(b))),
  ),
};
