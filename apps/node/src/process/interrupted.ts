/** The error that long work throws after a signal, at the next place where it can stop. It is no `TosError`: nothing is wrong. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}
