/** One deliberate fault in one module, and the test that must notice it. */
export interface Mutant {
  /** `package/what-breaks`, unique. */
  readonly id: string;
  /** The fault, in a sentence. */
  readonly breaks: string;
  /** The module, from the root: a source, or `packages/…/dist/….js` for what worker threads run. */
  readonly file: string;
  /** A text that the module contains exactly once, and the text that replaces it. */
  readonly replace: string;
  readonly by: string;
  /** Test file from the root, and the full name of a test in it: titles joined by ` > `. */
  readonly killedBy: readonly [file: string, name: string];
}

/** A fault that no test can notice, with the reason, so that nobody searches for a test again. */
export interface EquivalentMutant {
  readonly breaks: string;
  readonly file: string;
  readonly why: string;
}
