/** Returns what was thrown as text. @param thrown any value, even one whose conversion to text throws */
export function textOf(thrown: unknown): string {
  try {
    return String(thrown);
  } catch {
    return 'a value that is no text';
  }
}
