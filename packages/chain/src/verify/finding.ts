/** Something that is wrong with a stored chain. */
export interface Finding {
  readonly part: 'blocks' | 'records' | 'supply' | 'digests' | 'storage';
  /** What is wrong and where, in one sentence for people. */
  readonly message: string;
}
