import {
  addCiphertexts,
  CIPHERTEXT_SIZE,
  EvidenceKind,
  isPublicKey,
  SHIELD_PROOF_SIZE,
  shieldStatement,
} from '@tos/crypto';
import { COIN, ErrorCode, TosError, u64FromHalves } from '@tos/protocol';
import { type BlockOverlay, domains } from '@tos/state';
import type { PackedBatch } from '@tos/transaction';
import { ShieldCursor } from '@tos/transaction/views';
import type { AccessSet } from '../access-set.ts';
import { defineRule } from '../define-rule.ts';
import { isZeroKey, keyAt } from '../keys.ts';
import type { BlockContext, Rule } from '../rule.ts';
import { TOS_RECORD } from '../spend-tally.ts';
import type { Steps } from '../steps.ts';
import { cellAt, TYPE_CELLS } from '../transaction-steps.ts';

const FROM = TYPE_CELLS; // the sender's balance of TOS
const SHIELDED = TYPE_CELLS + 1; // the encrypted balance of each receiver, one behind the other

/** The least amount of an output in atomic units: 100 TOS. Source: docs/protocol.md §5.4. */
const MIN_AMOUNT = 100n * COIN;
/** Bytes between the outputs and the source commitments: fee 8, fee type 1, nonce 8. Source: docs/protocol.md §2.1. */
const FEE_AND_NONCE_SIZE = 17;

/** Returns the ciphertext of the sum of two, undefined for bytes that are no ciphertext. A test can pass one without arithmetic, to run thousands of blocks. */
export type AddCiphertexts = (a: Uint8Array, b: Uint8Array) => Uint8Array | undefined;

const cursor = new ShieldCursor();

/**
 * Moves TOS of the sender into encrypted balances. A proof takes milliseconds, so that proofs are verified last, once the sender is
 * known to have signed and to be able to pay. The original verifies them in step 12, before chain id and signature, where anybody can
 * make a node verify 500 of them in the name of a stranger. Only the code of a transaction with two faults differs. Nothing here can
 * read an encrypted balance back: that needs the proofs of uno_transfers and unshield_transfers. A receiver gets no account by it. Source: docs/protocol.md §3.5, §4.1, §5.4 row "shield".
 */
export const shieldTransfersRule: Rule = defineShieldTransfersRule(addCiphertexts);

export function defineShieldTransfersRule(add: AddCiphertexts): Rule {
  return defineRule({
    transferLike: { outputs: cursor, toSelf: true, unoFee: false, feePerOutput: false },

    access(batch, i, source, out) {
      const { overlay } = out;
      out.exclusive(overlay.balanceCell(source, 0));
      cursor.start(batch, i);
      while (cursor.next()) {
        const destination = overlay.intern(batch.bytes, cursor.destinationOffset);
        out.exclusive(overlay.cellOf(domains.shielded, destination));
      }
    },

    checkOutput(batch) {
      if (amountHere() < MIN_AMOUNT) return ErrorCode.INVALID_AMOUNT;
      return isZeroKey(batch.bytes, cursor.assetOffset) ? ErrorCode.OK : ErrorCode.INVALID_PAYLOAD;
    },

    check(batch) {
      // The cursor is at the last output. Source commitments come with proofs that nothing here can check.
      const commitments = batch.bytes[cursor.proofOffset + SHIELD_PROOF_SIZE + FEE_AND_NONCE_SIZE];
      return commitments === 0 ? ErrorCode.OK : ErrorCode.NOT_IMPLEMENTED;
    },

    spend(batch, i, { access }, _overlay, tally) {
      cursor.start(batch, i);
      while (cursor.next())
        if (!tally.add(cellAt(access, i, FROM), TOS_RECORD, cursor.amountHigh, cursor.amountLow)) return false;
      return true;
    },

    apply(batch, i, context, overlay) {
      const refused = checkProofs(batch, i, context);
      if (refused !== ErrorCode.OK) return refused;
      return addOutputs(batch, i, context.access, overlay, add);
    },

    askAhead(batch, i, context) {
      checkProofs(batch, i, context);
    },
  });
}

function amountHere(): bigint {
  return u64FromHalves(cursor.amountHigh, cursor.amountLow);
}

/** The code of the first output with a bad proof: 0100 if one of its points is no point, else FFFF. */
function checkProofs(batch: PackedBatch, i: number, { evidence }: BlockContext): ErrorCode {
  const { bytes } = batch;
  cursor.start(batch, i);
  while (cursor.next()) {
    const receiver = keyAt(bytes, cursor.destinationOffset);
    const commitment = keyAt(bytes, cursor.commitmentOffset);
    const receiverHandle = keyAt(bytes, cursor.receiverHandleOffset);
    const statement = shieldStatement({ amount: amountHere(), commitment, receiverHandle });
    const proof = bytes.subarray(cursor.proofOffset, cursor.proofOffset + SHIELD_PROOF_SIZE);
    if (!evidence.isGood(EvidenceKind.SHIELD_PROOF, receiver, statement, proof)) {
      // Decompressing three points takes 0.1 ms, so that only refused outputs are asked.
      const hasPoints = [commitment, receiver, receiverHandle].every(isPublicKey);
      return hasPoints ? ErrorCode.UNKNOWN : ErrorCode.INVALID_FORMAT;
    }
  }
  return ErrorCode.OK;
}

/** Adds the outputs to the encrypted balances. One sum takes half a millisecond (docs/measurements.md §3), so that each is a step. */
function* addOutputs(
  batch: PackedBatch,
  i: number,
  access: AccessSet,
  overlay: BlockOverlay,
  add: AddCiphertexts,
): Steps {
  // A cursor of its own, because other transactions may move the shared one between two steps.
  const output = new ShieldCursor();
  output.start(batch, i);
  for (let at = SHIELDED; output.next(); at++) {
    const cell = cellAt(access, i, at);
    // Commitment and handle stand side by side on the wire, as in the record.
    const added = batch.bytes.slice(output.commitmentOffset, output.commitmentOffset + CIPHERTEXT_SIZE);
    const held = overlay.record(cell);
    const sum = held === null ? added : add(held, added);
    if (sum === undefined)
      throw new TosError('TOS_STORAGE_CORRUPT', { what: 'shielded', reason: 'it is no ciphertext' });
    overlay.setRecord(cell, sum);
    yield;
  }
  return ErrorCode.OK;
}
