/**
 * A text of strangers as a terminal may show it: characters that a terminal obeys, and those that turn the direction of text around, stand as
 * their code points, such as `\u{1b}`. Line feeds stay.
 */
export function printable(text: string): string {
  return text.replace(/[^\P{C}\n]|[\p{Zl}\p{Zp}]/gu, (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`);
}
