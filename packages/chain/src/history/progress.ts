/** How far a long work is. */
export interface Progress {
  readonly stage: string;
  readonly done: number;
  readonly total: number;
}

/**
 * Told now and then, and waited for: the place to let other work have its turn, and to stop by throwing, which the work lets
 * through with nothing left half done. The last report of a stage that came to its end has `done` equal to `total`.
 */
export type OnProgress = (progress: Progress) => void | Promise<void>;
