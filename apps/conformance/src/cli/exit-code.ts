/** The exit codes of the process. `FAILURE`: a vector failed, or a part broke. */
export const ExitCode = { OK: 0, FAILURE: 1, USAGE: 2 } as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
