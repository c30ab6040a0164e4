import type { BlockExecutor, ExecutionContext } from '@tos/executor';
import { ErrorCode, networks, TosError } from '@tos/protocol';
import type { RuleSet } from '@tos/runtime';
import type { Topoheight } from '@tos/state';
import { decodeTransaction, encodeTransaction, wireFromHex } from '@tos/transaction';
import { harnessRules } from '../rules/harness-rules.ts';
import { releasingAtParent } from '../rules/releasing-at-parent.ts';
import { harnessReferences } from './harness-references.ts';
import { failure, type HarnessResult, SUCCESS } from './harness-result.ts';
import type { HarnessState } from './harness-state.ts';
import { refusingMisfits } from './misfit.ts';
import { decodeInputs, type TransactionInput } from './transaction-input.ts';

/**
 * Executes one transaction, in the order of docs/protocol.md §5.2. A failure changes nothing, and the height never changes.
 * @throws the errors that `failureOf` makes a result of
 */
export async function executeTransaction(
  state: HarnessState,
  executor: BlockExecutor,
  input: TransactionInput,
): Promise<HarnessResult> {
  const { batch, misfits } = decodeInputs([input]);
  const rules = refusingMisfits(rulesAt(state), misfits, 'transaction');
  const { blockHeight } = state.global;
  // Before the first block, the transaction is executed as in block 1.
  const context = contextAt(state, blockHeight === 0n ? 1n : blockHeight);
  // Policy `build`: it checks the nonce in its turn. Policy `validate` would check the nonces of a block before everything else.
  const outcome = await executor.execute(batch, context, { policy: 'build', rules });
  const error = outcome.refused === null ? outcome.results.errors[0]! : outcome.refused.error;
  if (error !== ErrorCode.OK || outcome.refused !== null) return failure(error);
  state.apply(outcome.state.getModifiedRecords());
  return SUCCESS;
}

/**
 * Executes transactions as one block, all or nothing. A success raises the height by one. Source: docs/protocol.md §5.5.
 * @throws the errors that `failureOf` makes a result of
 */
export async function executeBlock(
  state: HarnessState,
  executor: BlockExecutor,
  inputs: readonly TransactionInput[],
): Promise<HarnessResult> {
  const { batch, misfits } = decodeInputs(inputs);
  const rules = refusingMisfits(rulesAt(state), misfits, 'block');
  const height = state.global.blockHeight + 1n;
  const outcome = await executor.execute(batch, contextAt(state, height), { policy: 'validate', rules });
  if (outcome.refused !== null) return failure(outcome.refused.error);
  state.apply(outcome.state.getModifiedRecords());
  state.global.blockHeight = height;
  return SUCCESS;
}

/** Decodes a transaction, encodes it again, and compares the bytes. @throws TOS_INVALID_FORMAT, TOS_NOT_SUPPORTED */
export function roundTrip({ wireHex }: TransactionInput): HarnessResult {
  const wire = wireFromHex(wireHex);
  const again = encodeTransaction(decodeTransaction(wire));
  const isSame = again.length === wire.length && again.every((byte, i) => byte === wire[i]);
  return isSame ? SUCCESS : failure(ErrorCode.NOT_IMPLEMENTED, 'The transaction encodes to other bytes.');
}

function rulesAt({ global }: HarnessState): RuleSet {
  return releasingAtParent(harnessRules, asTopoheight(global.blockHeight));
}

function contextAt(state: HarnessState, height: bigint): ExecutionContext {
  return {
    // The network is always devnet: the loaded chain id is only echoed (docs/protocol.md §4.6).
    network: networks.devnet,
    topoheight: asTopoheight(height),
    state,
    references: async (batch) => harnessReferences(batch, state.global.blockHeight),
  };
}

/** @throws TOS_NOT_SUPPORTED for a height that is not a safe integer */
function asTopoheight(height: bigint): Topoheight {
  if (height <= BigInt(Number.MAX_SAFE_INTEGER)) return Number(height);
  throw new TosError('TOS_NOT_SUPPORTED', { feature: `execution at topoheight ${height}` });
}
