/** Colours, or plain text where the output is not a terminal (https://no-color.org is followed). */
export interface Style {
  dim(text: string): string;
  bold(text: string): string;
  good(text: string): string;
  bad(text: string): string;
  warn(text: string): string;
}

export function createStyle(stream: { readonly isTTY?: boolean }): Style {
  const coloured = stream.isTTY === true && (process.env['NO_COLOR'] ?? '') === '';
  const paint = (code: number) => (text: string) => (coloured ? `\u001b[${code}m${text}\u001b[0m` : text);
  return { dim: paint(2), bold: paint(1), good: paint(32), bad: paint(31), warn: paint(33) };
}
