export interface Step {
  readonly block: number;
  readonly shape: string;
  readonly size: number;
  readonly faults: readonly { readonly kind: string }[];
}

export declare function planOf(options: { readonly blocks: number; readonly seed: number }): Step[];
