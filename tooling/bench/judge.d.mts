export type Judgement = 'met' | 'missed' | 'not decided';

export interface Judged {
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  readonly verdict: Judgement;
}

export declare function medianInterval(values: readonly number[], confidence?: number): readonly [number, number];
export declare function judge(ratios: readonly number[], target: number): Judged;
export declare function worstOf<T extends Judged>(rows: readonly T[]): T;
