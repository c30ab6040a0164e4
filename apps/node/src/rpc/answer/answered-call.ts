/** A call of a method that has been answered. */
export interface AnsweredCall {
  /** Undefined for a method that does not exist, and a request that is none. */
  readonly method: string | undefined;
  readonly elapsedMs: number;
  /** The code of the error; undefined for a result. */
  readonly errorCode: number | undefined;
}
