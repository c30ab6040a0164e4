/** Puts text in colours, or leaves it plain. */
export interface Style {
  dim(text: string): string;
  bold(text: string): string;
  good(text: string): string;
  bad(text: string): string;
  warn(text: string): string;
}

export function createStyle(isColoured: boolean): Style {
  const paint = (code: number) => (text: string) => (isColoured ? `\u001b[${code}m${text}\u001b[0m` : text);
  return { dim: paint(2), bold: paint(1), good: paint(32), bad: paint(31), warn: paint(33) };
}
