import { closeSync, existsSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { createBlockExecutor } from '@tos/executor';
import { TosError } from '@tos/protocol';
import { type ConformanceReport, summarise } from '../vectors/report.ts';
import { runVectors } from '../vectors/run-vectors.ts';
import { formatReport } from './format-report.ts';
import type { ConformanceOptions } from './program.ts';

/**
 * Runs the vectors, prints the table, and writes the report to the file of `--json`.
 * @returns true when no vector failed
 * @throws TOS_INVALID_CONFIG before the first vector, for a report that cannot be written; the errors of `runVectors`
 */
export async function runCommand(
  { vectors, filter, executor: setting, json }: ConformanceOptions,
  print: (text: string) => unknown,
): Promise<boolean> {
  const isNew = json !== undefined && prepareReport(json);
  const executor = createBlockExecutor({ setting });
  try {
    const runs = await runVectors({ directory: vectors, executor, ...(filter === undefined ? {} : { filter }) });
    const report = summarise(runs);
    print(formatReport(runs));
    if (json !== undefined) writeReport(json, report);
    return report.failed === 0;
  } catch (error) {
    if (isNew) rmSync(json);
    throw error;
  } finally {
    await executor.close();
  }
}

/** Opens the file for writing without changing it. @returns true when that made the file */
function prepareReport(file: string): boolean {
  return writing(() => {
    const isNew = !existsSync(file);
    closeSync(openSync(file, 'a'));
    return isNew;
  });
}

function writeReport(file: string, report: ConformanceReport): void {
  writing(() => writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`));
}

function writing<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TosError('TOS_INVALID_CONFIG', { setting: '--json', reason }, `--json: ${reason}.`, { cause: error });
  }
}
