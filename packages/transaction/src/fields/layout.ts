/** One row of a documented layout. */
export interface LayoutRow {
  /** In words, behind what it belongs to: "asset", "each: asset". */
  readonly name: string;
  /** Number of bytes: "32", "1, or 33", "2 + n". */
  readonly bytes: string;
  /** The decoder refuses anything else; empty where any bytes are good. */
  readonly limits: string;
}

/** The layout of a payload, or of one variant of it. */
export interface Layout {
  /** Null for a type without variants. */
  readonly variant: string | null;
  readonly rows: readonly LayoutRow[];
  /** The fewest bytes on the wire. */
  readonly least: number;
}

/** "maxGas" -> "max gas". */
export function inWords(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** The rows of what `owner` holds: "each" and "asset" -> "each: asset". */
export function rowsOf(owner: string, rows: readonly LayoutRow[]): LayoutRow[] {
  return rows.map((row) => ({ ...row, name: row.name === '' ? owner : `${owner}: ${row.name}` }));
}

/** "at most 255", "1 to 500". */
export function limitsInWords(min: number, max: number): string {
  return min === 0 ? `at most ${max}` : `${min} to ${max}`;
}

/** Both, where there are two. */
export function allLimits(...limits: readonly string[]): string {
  return limits.filter((limit) => limit !== '').join('; ');
}

/** The bytes of a field with `more` bytes before it: "32" -> "33", "2 + n" -> "3 + n". */
export function bytesBehind(more: number, bytes: string): string {
  return /^\d/.test(bytes) ? bytes.replace(/^\d+/, (known) => `${Number(known) + more}`) : `${more} + ${bytes}`;
}
