import { type ExactJson, stringifyExactJson } from '@tos/protocol';
import { z } from 'zod';
import type { ExportedState } from '../harness/export-state.ts';
import type { HarnessResult } from '../harness/harness-result.ts';
import { readJson } from '../harness/json-shapes.ts';

const value = z.custom<ExactJson>((json) => json !== undefined);
const members = z.record(z.string(), value);

export interface ExpectedExecution {
  readonly success: boolean;
  readonly error_code: bigint;
  readonly state_digest?: string | null | undefined;
  readonly post_state?:
    | {
        readonly global_state?: Members | null | undefined;
        readonly accounts?: readonly Members[] | null | undefined;
      }
    | null
    | undefined;
}

type Members = { readonly [name: string]: ExactJson };

const expectedJson: z.ZodType<ExpectedExecution> = z.object({
  success: z.boolean(),
  error_code: z.bigint(),
  state_digest: z.string().nullish(),
  post_state: z
    .object({
      global_state: members.nullish(),
      accounts: z.array(members).nullish(),
    })
    .nullish(),
});

const GLOBALS = ['total_supply', 'total_burned', 'total_energy', 'block_height', 'timestamp'];
const ACCOUNT_MEMBERS = ['balance', 'nonce', 'frozen', 'energy', 'flags', 'data'];

/** @throws TOS_INVALID_FORMAT */
export function readExpectedExecution(expected: ExactJson): ExpectedExecution {
  return readJson(expectedJson, expected, 'expected');
}

/**
 * Compares an execution as the suite's runner does, in its order: success and code, the digest if the vector has one, the
 * five global numbers, and six members of each account that the vector lists. Source: docs/protocol.md §0.
 * @returns the first difference
 */
export function compareExecution(
  expected: ExpectedExecution,
  result: HarnessResult,
  digest: string,
  state: ExportedState,
): string | undefined {
  const note = result.error === undefined ? '' : ` (${result.error})`;
  const code = BigInt(result.errorCode);
  if (expected.error_code !== code) {
    return `error_code: expected ${hex(expected.error_code)}, got ${hex(code)}${note}`;
  }
  if (expected.success !== result.success) {
    return `success: expected ${expected.success}, got ${result.success}${note}`;
  }
  const difference = compareState(expected, state);
  if (difference !== undefined || !expected.state_digest || expected.state_digest === digest) return difference;
  return `state_digest: expected ${expected.state_digest}, got ${digest}`;
}

// The state is compared before the digest, because a digest does not show what differs.
function compareState({ post_state }: ExpectedExecution, state: ExportedState): string | undefined {
  const { global_state, accounts } = post_state ?? {};
  const globals = compareMembers(GLOBALS, global_state ?? {}, state.global_state, 'global_state');
  if (globals !== undefined) return globals;
  const exported = new Map(state.accounts.map((account) => [account.address, account]));
  for (const account of accounts ?? []) {
    const address = String(account['address']).toLowerCase();
    const actual = exported.get(address);
    if (actual === undefined) return `account ${address}: missing`;
    const difference = compareMembers(ACCOUNT_MEMBERS, account, actual, `account ${address}`);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

function compareMembers(names: readonly string[], expected: Members, actual: object, path: string): string | undefined {
  const found = new Map(Object.entries(actual).map(([name, member]) => [name, String(member)]));
  for (const name of names) {
    const wanted = expected[name];
    if (wanted === undefined || String(wanted) === found.get(name)) continue;
    return `${path}.${name}: expected ${stringifyExactJson(wanted)}, got ${found.get(name)}`;
  }
  return undefined;
}

function hex(code: bigint): string {
  return `0x${code.toString(16).padStart(4, '0')}`;
}
