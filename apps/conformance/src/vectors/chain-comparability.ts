import { ErrorCode, type ExactJson } from '@tos/protocol';
import { z } from 'zod';
import type { ExportedState } from '../harness/export-state.ts';
import { blockJson, type ImportResult } from '../harness/import-blocks.ts';
import { optionalList, readJson } from '../harness/json-shapes.ts';
import type { ExpectedExecution } from './compare-execution.ts';
import type { NotRunRule } from './not-run-rule.ts';

const inputJson = z.object({ blocks: optionalList(blockJson) });

/**
 * Returns the rule by which a chain vector cannot be compared; undefined when it can. A vector can be compared until a block is accepted, here
 * or by the original: the original's harness then re-executes everything over a state without balances and nonces (docs/protocol.md §6.6). It
 * can be compared beyond that when no block holds a transaction, and the loaded balances and nonces are zero. A block beside the head
 * of a linear chain waits for BlockDAG order; a merge that is refused is compared.
 */
export function notComparable(
  input: ExactJson,
  loaded: ExportedState,
  result: ImportResult,
  expected: ExpectedExecution,
): NotRunRule | undefined {
  const hasTransactions = readJson(inputJson, input, 'chain').blocks.some((block) => block.txs.length > 0);
  const hasCoins = loaded.accounts.some(({ balance, nonce }) => balance !== 0n || nonce !== 0n);
  const accepted = result.results.some(({ success }) => success) || originalAccepted(expected);
  if (accepted && (hasTransactions || hasCoins)) return 'after-accepted-block';
  return result.errorCode === ErrorCode.INVALID_TIP_DIFFICULTY ? 'block-dag' : undefined;
}

// Verifying a block answers every failure with FFFF, also a missing account. So code 0400 comes from executing an accepted block.
function originalAccepted({ success, error_code }: ExpectedExecution): boolean {
  return success || error_code === BigInt(ErrorCode.ACCOUNT_NOT_FOUND);
}
