import { writeFile } from 'node:fs/promises';
import { createBlockExecutor } from '@tos/executor';
import { TosError } from '@tos/protocol';
import { type ConformanceReport, summarise } from '../vectors/report.ts';
import { runVectors } from '../vectors/run-vectors.ts';
import { formatReport } from './format-report.ts';
import type { ConformanceOptions } from './program.ts';

/**
 * Runs the vectors, prints the table, and writes the report where asked.
 * @returns whether none failed
 * @throws TOS_INVALID_CONFIG for a report that cannot be written, after the table; as `runVectors`
 */
export async function runCommand(
  { vectors, filter, executor: setting, json }: ConformanceOptions,
  print: (text: string) => unknown,
): Promise<boolean> {
  const executor = createBlockExecutor({ setting });
  try {
    const runs = await runVectors({ directory: vectors, executor, ...(filter === undefined ? {} : { filter }) });
    const report = summarise(runs);
    print(formatReport(runs));
    if (json !== undefined) await writeReport(json, report);
    return report.failed === 0;
  } finally {
    await executor.close();
  }
}

async function writeReport(file: string, report: ConformanceReport): Promise<void> {
  try {
    await writeFile(file, `${JSON.stringify(report, null, 2)}\n`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TosError('TOS_INVALID_CONFIG', { setting: '--json', reason }, `--json: ${reason}.`, { cause: error });
  }
}
