/** Where tasks or blocks run: `auto` decides anew each time. */
export const executionModes = ['auto', 'parallel', 'sequential'] as const;

export type ExecutionMode = (typeof executionModes)[number];
