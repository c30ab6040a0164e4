/** The first message of a thread: it has loaded what it needs. */
export const READY = 'ready' as const;
