import type { BlockExecutor } from '@tos/executor';
import { Harness } from '../harness/harness.ts';
import type { NotRunRule } from './not-run-rule.ts';
import type { FileRun, VectorFailure } from './report.ts';
import { runVector } from './run-vector.ts';
import { readVectorFiles, type VectorFile } from './vector-files.ts';

export interface RunOptions {
  /** The folder of the suite, which contains `execution`, `rpc` and `p2p`. */
  readonly directory: string;
  /** Selects the files to run by their path below the folder; all files when absent. */
  readonly filter?: RegExp;
  /** The caller closes it. */
  readonly executor: BlockExecutor;
}

/** Runs the vectors of a folder, file by file, each vector over a state of its own. @throws the errors of `readVectorFiles` */
export async function runVectors({ directory, filter, executor }: RunOptions): Promise<FileRun[]> {
  const harness = new Harness(executor);
  const runs: FileRun[] = [];
  for (const file of await readVectorFiles(directory, filter)) runs.push(await runFile(harness, file));
  return runs;
}

async function runFile(harness: Harness, { file, vectors }: VectorFile): Promise<FileRun> {
  const failures: VectorFailure[] = [];
  const rules = new Map<NotRunRule, number>();
  let passed = 0;
  let notRun = 0;
  for (const [index, vector] of vectors.entries()) {
    const verdict = await runVector(harness, vector);
    if (verdict.status === 'failed') failures.push({ index, name: verdict.name, reason: verdict.reason });
    else if (verdict.status === 'passed') passed++;
    else {
      notRun++;
      rules.set(verdict.rule, (rules.get(verdict.rule) ?? 0) + 1);
    }
  }
  const report = { file, total: vectors.length, passed, failed: failures.length, notRun, failures };
  return { report, rules };
}
