/** The exit codes. `INTERRUPTED`: a signal stopped a command of db or wallet, or a second signal did not wait for the block under way. */
export const ExitCode = { OK: 0, FAILURE: 1, USAGE: 2, INTERRUPTED: 130 } as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
