/** The part of a name, counted in letters, in which a misspelt one may differ: one letter in three. */
const LETTERS_PER_MISTAKE = 3;

/** The name that was probably meant by a misspelt one; undefined where none is near. */
export function closestName(misspelt: string, names: readonly string[]): string | undefined {
  let closest: string | undefined;
  let least = Math.ceil(misspelt.length / LETTERS_PER_MISTAKE);
  for (const name of names) {
    const mistakes = distance(misspelt.toLowerCase(), name.toLowerCase());
    if (mistakes > least || (closest !== undefined && mistakes === least)) continue;
    closest = name;
    least = mistakes;
  }
  return closest;
}

/** The Levenshtein distance: insertions, deletions and replacements of one letter that turn one text into another. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
