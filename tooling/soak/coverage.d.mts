import type { Ledger } from './ledger.mjs';
import type { Step } from './plan.mjs';

export interface Coverage {
  readonly executed: readonly (readonly [kind: string, count: number])[];
  readonly faults: readonly (readonly [kind: string, count: number])[];
}

export declare function judgeCoverage(run: {
  readonly ledger: Ledger;
  readonly places: ReadonlyMap<string, number>;
  readonly plan: readonly Step[];
  readonly injected: ReadonlyMap<string, number>;
  readonly skipped: readonly string[];
  readonly onFault: (text: string) => void;
}): Coverage;
