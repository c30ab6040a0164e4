/** How far long work has come. */
export interface Progress {
  readonly stage: string;
  readonly done: number;
  readonly total: number;
}

/**
 * Receives reports of long work, which awaits each call: here other work can have its turn. To stop the work, the function throws; the work
 * then leaves nothing half done and throws that error itself. The last report of a stage that came to its end has `done` equal to `total`.
 */
export type OnProgress = (progress: Progress) => void | Promise<void>;
