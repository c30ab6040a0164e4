import { contractAddress, defineRule } from '../../../packages/runtime/src/index.ts';
import { bytes, callback, flag, object, optional } from '../kinds.ts';
import type { Inner, Rows } from '../row.ts';

export const rows: Rows = {
  contractAddress: { args: [bytes(32), bytes()], call: (deployer, module) => contractAddress(deployer, module) },
  defineRule: {
    args: [
      object({
        transferLike: {
          good: null,
          takes: (value) => typeof value === 'object' && !Array.isArray(value) && !ArrayBuffer.isView(value),
        },
        isFree: optional(flag),
        access: callback,
        apply: callback,
        reach: callback,
        check: optional(callback),
        isOwners: optional(callback),
        moreAccess: optional(callback),
        checkOutput: optional(callback),
        checkSigned: optional(callback),
        spend: optional(callback),
        askAhead: optional(callback),
      }),
    ],
    call: (type) => defineRule(type),
  },
};

const steps = 'a step of rules, which they take for each transaction of a block that the executor has checked';

export const inner: Inner = {
  'AccessSet*': steps,
  'check*': steps,
  advanceNonce: steps,
  askSigner: steps,
  cellAt: steps,
  completeSteps: steps,
  declareSender: steps,
  declareSigner: steps,
  defineShieldTransfersRule: 'as defineRule, of a function that adds ciphertexts',
  hasFee: steps,
  isRefusedSelfTransfer: steps,
  ownerSigns: steps,
  payEnergyFee: steps,
  senderExists: steps,
  unsigned: steps,
  wantSessionKeys: steps,
};
