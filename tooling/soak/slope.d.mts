export interface Fit {
  readonly slope: number;
  readonly low: number;
  readonly high: number;
  readonly mean: number;
}

export declare function commonSlope(
  lives: readonly (readonly { readonly x: number; readonly y: number }[])[],
): Fit | null;
