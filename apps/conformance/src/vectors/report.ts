import type { NotRunRule } from './not-run-rule.ts';

/** A vector that failed. Names are not unique, so the index in the file identifies it. */
export interface VectorFailure {
  readonly index: number;
  readonly name: string;
  /** The first difference. */
  readonly reason: string;
}

export interface FileReport {
  readonly file: string;
  readonly total: number;
  readonly passed: number;
  readonly failed: number;
  readonly notRun: number;
  readonly failures: readonly VectorFailure[];
}

/** The report that `--json` writes. */
export interface ConformanceReport {
  readonly total: number;
  readonly passed: number;
  readonly failed: number;
  readonly notRun: number;
  readonly files: readonly FileReport[];
}

/** A file's report and, for the table, the number of vectors that each rule kept from running. */
export interface FileRun {
  readonly report: FileReport;
  readonly rules: ReadonlyMap<NotRunRule, number>;
}

export function summarise(runs: readonly FileRun[]): ConformanceReport {
  const files = runs.map(({ report }) => report);
  const sum = (member: 'total' | 'passed' | 'failed' | 'notRun'): number =>
    files.reduce((all, file) => all + file[member], 0);
  return { total: sum('total'), passed: sum('passed'), failed: sum('failed'), notRun: sum('notRun'), files };
}
