/** What a thread posts first: it has loaded what it needs. */
export const READY = 'ready' as const;
