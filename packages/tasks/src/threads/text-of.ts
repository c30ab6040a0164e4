/** What was thrown, as text, whatever it is: one that refuses to be text too. */
export function textOf(thrown: unknown): string {
  try {
    return String(thrown);
  } catch {
    return 'a value that is no text';
  }
}
