export interface CompileOptions {
  readonly entry?: string;
  readonly flavour: 'simd' | 'scalar';
  readonly optimize?: boolean;
  readonly change?: (name: string, source: string) => string;
}

export function compile(options: CompileOptions): Promise<Uint8Array>;
