/** Thrown into a long work when a signal came: it stops where it can. Not a `TosError`: nothing is wrong. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}
