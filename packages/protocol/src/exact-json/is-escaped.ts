/** True when an odd number of backslashes stands before this quote. Each character between two quotes is read once at most. */
export function isEscaped(text: string, quote: number): boolean {
  let from = quote;
  while (text[from - 1] === '\\') from--;
  return (quote - from) % 2 === 1;
}
