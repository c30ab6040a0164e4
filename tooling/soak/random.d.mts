export declare class Random {
  constructor(seed: number, stream?: string);
  real(): number;
  below(limit: number): number;
}
