import { ErrorCode, type ExactJson } from '@tos/protocol';
import { z } from 'zod';
import type { ExportedState } from '../harness/export-state.ts';
import { blockJson, type ImportResult } from '../harness/import-blocks.ts';
import { optionalList, readJson } from '../harness/json-shapes.ts';
import type { ExpectedExecution } from './compare-execution.ts';
import type { NotRunRule } from './not-run-rule.ts';

const inputJson = z.object({ blocks: optionalList(blockJson) });

/**
 * Whether what a chain vector expects can be compared at all: it can until a block is accepted, here or by the original, whose
 * harness then re-executes everything over a state without balances and nonces (docs/protocol.md §6.6). Beyond that only where there is
 * nothing to lose: no block holds a transaction and the loaded balances and nonces are zero. A block beside the head of a linear
 * chain waits for BlockDAG order; a merge that is refused is compared.
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

// A missing account is FFFF when a block is verified, as every failure then is. As a code of its own it comes from executing a
// block that was accepted.
function originalAccepted({ success, error_code }: ExpectedExecution): boolean {
  return success || error_code === BigInt(ErrorCode.ACCOUNT_NOT_FOUND);
}
