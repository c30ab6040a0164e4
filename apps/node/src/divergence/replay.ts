import { hexToBytes } from '@noble/hashes/utils.js';
import { createRewardFrame } from '@tos/chain';
import { type ComparedExecutors, type DivergenceReport, type ExecutionRecord, replayDivergence } from '@tos/executor';
import { TosError } from '@tos/protocol';
import { type BlockFrame, baselineRules } from '@tos/runtime';
import { z } from 'zod';
import type { ReplayRequest } from '../cli/replay-options.ts';
import { invalidSetting } from '../settings/invalid-setting.ts';
import { formatInteger } from '../terminal/format.ts';
import type { Output } from '../terminal/output.ts';
import { createComparedExecutors } from './create-compared-executors.ts';
import { readDivergence } from './read-divergence.ts';

const rewards = z.strictObject({ height: z.int().nonnegative(), miner: z.string().regex(/^[0-9a-f]{64}$/) });

type ReplayOutput = Pick<Output, 'style' | 'print'>;

/** Executes the block of a report again, sequentially and in parallel. @throws as `replayReport`, and as `readDivergence` */
export async function replay({ file, workers }: ReplayRequest, stdout: ReplayOutput): Promise<void> {
  const report = readDivergence(file);
  const executors = createComparedExecutors(workers ?? report.workers);
  try {
    await replayReport({ file, report }, executors, stdout);
  } finally {
    await Promise.all([executors.sequential.close(), executors.parallel.close()]);
  }
}

/** Executes the block of a report with the given executors and prints the outcome. @throws TOS_EXECUTION_DIVERGENCE when they differ */
export async function replayReport(
  { file, report }: { readonly file: string; readonly report: DivergenceReport },
  executors: ComparedExecutors,
  { style, print }: ReplayOutput,
): Promise<void> {
  const { topoheight, network, policy, transactions, software, workers, verifier } = report;
  print(
    `${style.bold(`block ${formatInteger(topoheight)}`)} of ${network}, ${policy}, ${formatInteger(transactions.length)} transactions`,
  );
  print(`found by  ${software}, node ${report.host.node}, ${workers} workers, ${verifier}`);
  print(`then      ${report.difference}`);
  const frame = frameOf(file, report);
  const now = await replayDivergence(report, {
    executors,
    rules: baselineRules,
    ...(frame === undefined ? {} : { frame }),
  });
  print(`now       ${now.difference === null ? style.good('no difference') : style.bad(now.difference)}`);
  for (const mode of ['sequential', 'parallel'] as const) {
    const isSame = resultOf(now[mode]) === resultOf(report[mode]);
    print(`          ${mode} execution gives ${isSame ? 'what it gave' : 'something else than it gave'} then`);
  }
  if (now.difference === null) return;
  throw new TosError('TOS_EXECUTION_DIVERGENCE', { difference: now.difference, report: file });
}

/** The block frame of a report, which the chain made. */
function frameOf(file: string, { frame }: DivergenceReport): BlockFrame | undefined {
  if (frame === null) return undefined;
  const parsed = rewards.safeParse(frame);
  if (!parsed.success) throw invalidSetting(file, 'the frame of its block was not made by this node');
  return createRewardFrame({ height: parsed.data.height, miner: hexToBytes(parsed.data.miner) });
}

/** The part of an execution that must be the same in every run, as text. */
function resultOf(record: ExecutionRecord): string {
  return JSON.stringify(record.result === 'threw' ? record : { ...record, how: undefined });
}
