export declare function judgeExports(
  files: ReadonlyMap<string, string>,
  forWhom: Readonly<Record<string, Readonly<Record<string, string>>>>,
): { readonly unused: string[]; readonly needless: string[]; readonly list: string[] };
