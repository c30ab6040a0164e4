import { writeFile } from 'node:fs/promises';
import { createBlockExecutor } from '@tos/executor';
import { summarise } from '../vectors/report.ts';
import { runVectors } from '../vectors/run-vectors.ts';
import { formatReport } from './format-report.ts';
import type { ConformanceOptions } from './program.ts';

/** Runs the vectors, prints the table, and writes the report where asked. @returns whether none failed */
export async function runCommand(
  { vectors, filter, executor: setting, json }: ConformanceOptions,
  print: (text: string) => unknown,
): Promise<boolean> {
  const executor = createBlockExecutor({ setting });
  try {
    const runs = await runVectors({ directory: vectors, executor, ...(filter === undefined ? {} : { filter }) });
    const report = summarise(runs);
    if (json !== undefined) await writeFile(json, `${JSON.stringify(report, null, 2)}\n`);
    print(formatReport(runs));
    return report.failed === 0;
  } finally {
    await executor.close();
  }
}
