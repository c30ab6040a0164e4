import { bytesToHex, hexToBytes } from '@tos/crypto';
import { assertInteger, assertList, assertObject, assertOneOf, networks, TosError } from '@tos/protocol';
import type { BlockFrame, RuleSet } from '@tos/runtime';
import type { RecordRef, StoredVersion } from '@tos/state';
import { decodeBatch } from '@tos/transaction';
import { assertRules } from '../block/assert-execution.ts';
import type { ExecutionContext } from '../block/block-execution.ts';
import { assertExecutors, type ComparedExecutors, type Comparison, compareExecutions } from './compare-executions.ts';
import type { DivergenceReport } from './divergence-report.ts';

/** What a replay needs besides the report. */
export interface ReplayArguments {
  readonly executors: ComparedExecutors;
  /** The rules by which the block was executed. */
  readonly rules: RuleSet;
  /** The frame that was made from `report.frame`; absent when that is null. */
  readonly frame?: BlockFrame;
}

/** What the executors return now, and the first difference between them. */
export type Replay = Comparison['records'] & Pick<Comparison, 'difference'>;

/**
 * Executes the block of a report again, on the records that it has read before.
 * @throws TOS_INVALID_ARGUMENT for what is no report, TOS_INVALID_FORMAT for a report whose block does not decode, or that lacks a record which
 * the block reads now
 */
export async function replayDivergence(report: DivergenceReport, args: ReplayArguments): Promise<Replay> {
  assertObject(report, 'report');
  assertOneOf(
    report.network,
    'report.network',
    Object.values(networks).map(({ name }) => name),
  );
  assertOneOf(report.policy, 'report.policy', ['build', 'validate']);
  assertList(report.transactions, 'report.transactions');
  assertList(report.state, 'report.state');
  report.state.forEach((record, i) => {
    assertObject(record, `report.state[${i}]`);
  });
  assertInteger(report.topoheight, 'report.topoheight', 0);
  assertObject(args, 'args');
  const { executors, rules, frame } = args;
  assertExecutors(executors);
  assertRules(rules, 'args.rules');
  const batch = decodeBatch(report.transactions.map((wire) => hexToBytes(wire)));
  const state = new Map(report.state.map(({ domain, key, value }) => [`${domain} ${key}`, value]));
  const read = ({ domain, key }: RecordRef): StoredVersion | undefined => {
    const value = state.get(`${domain.name} ${bytesToHex(key)}`);
    if (value === undefined) throw lacks(`${domain.name} ${bytesToHex(key)}`);
    return value === null ? undefined : { topoheight: 0, previous: null, value: hexToBytes(value) };
  };
  const { references } = report;
  const context: ExecutionContext = {
    network: networks[report.network],
    topoheight: report.topoheight,
    state: { readMany: async (refs) => refs.map(read) },
    async references() {
      if (references === null) throw lacks('the references');
      return hexToBytes(references);
    },
    ...(frame === undefined ? {} : { frame }),
  };
  const options = { policy: report.policy, rules };
  const { difference, records } = await compareExecutions(executors, batch, context, options);
  return { difference, ...records };
}

function lacks(what: string): TosError {
  const reason = `the report lacks ${what}, which the block reads now`;
  return new TosError('TOS_INVALID_FORMAT', { what: 'divergence report', reason });
}
