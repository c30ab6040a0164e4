/** Breaks a text between words, so that no line is longer than `width` unless one word is. Its own line breaks stay. */
export function wrapWords(text: string, width: number): string {
  const lines = text.split('\n').map((line) => {
    const wrapped: string[] = [];
    let last = '';
    for (const word of line.split(' ')) {
      if (last !== '' && last.length + 1 + word.length > width) {
        wrapped.push(last);
        last = word;
      } else {
        last = last === '' ? word : `${last} ${word}`;
      }
    }
    return [...wrapped, last].join('\n');
  });
  return lines.join('\n');
}
