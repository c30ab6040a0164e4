/**
 * A text of strangers as it may be shown: what is invisible or turns the direction of text around stands as its code point, such as `\u{202e}`.
 * A line break is such a character too.
 */
export function visibleText(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu,
    (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`,
  );
}

/** The text that bytes are in UTF-8, as `visibleText`; null for bytes that are no UTF-8. */
export function textOfBytes(bytes: Uint8Array): string | null {
  try {
    return visibleText(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    return null;
  }
}
