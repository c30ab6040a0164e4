import { textOf } from '../threads/text-of.ts';

// A message may be as long as memory allows. Only as much of it is kept as somebody would read.
const MAX_REASON = 1000;
const MAX_STACK = 10_000;
const MAX_CAUSES = 5;

/** Returns what was thrown as text for a message, which is equal on every thread. */
export function reasonOf(thrown: unknown): string {
  return cut(textOf(thrown), MAX_REASON);
}

/** Returns where an error was thrown, and where its causes were; undefined for what is no error. */
export function stackOf(thrown: unknown): string | undefined {
  try {
    const stacks: string[] = [];
    for (let error = thrown; error instanceof Error && stacks.length <= MAX_CAUSES; error = error.cause) {
      stacks.push(String(error.stack));
    }
    return stacks.length === 0 ? undefined : cut(stacks.join('\n[cause]: '), MAX_STACK);
  } catch {
    return undefined;
  }
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most)}...`;
}
