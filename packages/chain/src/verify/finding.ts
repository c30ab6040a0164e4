/** Something that is wrong with a stored chain. */
export interface Finding {
  readonly part: 'blocks' | 'records' | 'supply' | 'digests' | 'storage';
  /** What and where, in one sentence for people. */
  readonly message: string;
}

export function finding(part: Finding['part'], message: string): Finding {
  return { part, message };
}

/** The message of what a storage or a codec threw. Other errors are not about damage, and go on. */
export function messageOf(error: unknown): string {
  if (error instanceof Error && 'code' in error) return error.message;
  throw error;
}
