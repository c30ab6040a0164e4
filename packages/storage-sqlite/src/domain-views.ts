import { type Domain, domainList, type Field } from '@tos/state';

// Views for people with the sqlite3 shell, made from the fields of the domain table: SQLite has no unsigned 64-bit integers, so a
// u64 is eight bytes in the tables and decimal text here; account keys and hashes are hexadecimal.

/** The SQL of a field that begins at a place of a blob, counted from 1, and its size in bytes; no size for a field without a fixed end. */
type ColumnOf = (blob: string, at: string) => { readonly sql: string; readonly size?: string };

const columnOf: Readonly<Record<Field['type'], ColumnOf>> = {
  key32: (blob, at) => ({ sql: hex(blob, at, 32), size: '32' }),
  option32: (blob, at) => ({
    sql: `CASE ${unsigned(blob, at, 1)} WHEN 1 THEN ${hex(blob, `${at} + 1`, 32)} END`,
    size: `(1 + 32 * ${unsigned(blob, at, 1)})`,
  }),
  u8: (blob, at) => ({ sql: unsigned(blob, at, 1), size: '1' }),
  u16: (blob, at) => ({ sql: unsigned(blob, at, 2), size: '2' }),
  u32: (blob, at) => ({ sql: unsigned(blob, at, 4), size: '4' }),
  u64: (blob, at) => ({ sql: decimal(blob, at), size: '8' }),
  asset: (blob, at) => ({ sql: `CASE ${unsigned(blob, at, 1)} WHEN 0 THEN 'TOS' ELSE ${hex(blob, `${at} + 1`)} END` }),
  output: (blob, at) => ({ sql: `CASE WHEN length(${blob}) >= ${at} THEN ${decimal(blob, at)} END` }),
  text: (blob, at) => ({ sql: `CAST(substr(${blob}, ${at} + 1) AS TEXT)` }),
  keys32: (blob, at) => ({ sql: hex(blob, `${at} + 1`) }),
  rest: (blob, at) => ({ sql: hex(blob, at) }),
  list: (blob, at) => ({ sql: hex(blob, at) }),
};

/**
 * Takes rows of `latest` apart, as the engine lays them out: the key is the id of the domain (u8) and the record's key; the value is a
 * check (u32), the topoheight (u56), that of the version before (u56, all ones for none), a mark of deletion (u8), and the record.
 */
const recordView = `CREATE VIEW record AS SELECT key AS place, substr(key, 2) AS key, ${unsigned('value', '5', 7)} AS topoheight,
  nullif(${unsigned('value', '12', 7)}, (1 << 56) - 1) AS previous, substr(value, 20) AS value
  FROM latest WHERE substr(value, 19, 1) = x'00'`;

/** The text of each view by its name, as SQLite keeps it: the live records, and those of each domain with a column per field. */
export const domainViews: ReadonlyMap<string, string> = new Map([
  ['record', recordView],
  ...domainList.map((domain) => [domain.name, viewOf(domain)] as const),
]);

function viewOf({ id, name, key, value }: Domain): string {
  const columns = [...columnsOf(key, 'key'), ...columnsOf(value, 'value'), 'topoheight', 'previous'].join(', ');
  const [from, to] = [id, id + 1].map((first) => `x'${first.toString(16).padStart(2, '0')}'`);
  return `CREATE VIEW ${name} AS SELECT ${columns} FROM record WHERE place >= ${from} AND place < ${to}`;
}

/** One column per field. A field without a fixed end is the last one; a list stands for the fields behind it too, in hexadecimal. */
function columnsOf(fields: readonly Field[], blob: string): string[] {
  const columns: string[] = [];
  let start = '1';
  for (const { name, type } of fields) {
    const { sql, size } = columnOf[type](blob, start);
    columns.push(`${sql} AS "${name}"`);
    if (size === undefined) break;
    start = `${start} + ${size}`;
  }
  return columns;
}

function hex(blob: string, at: string, size?: number): string {
  return `lower(hex(substr(${blob}, ${at}${size ? `, ${size}` : ''})))`;
}

/**
 * Up to 8 bytes as an integer: the sum of their hexadecimal digits, each of which is its position in a text of all digits. The SQL is short,
 * because each connection parses all views when it opens (docs/measurements.md §2).
 */
function unsigned(blob: string, at: string, size: number): string {
  const places = Array.from({ length: 2 * size }, (_, i) => `(${i})`).join();
  const digit = `substr(hex(substr(${blob}, ${at}, ${size})), column1 + 1, 1)`;
  return `(SELECT sum(instr('123456789ABCDEF', ${digit}) << ${8 * size - 4} - 4 * column1) FROM (VALUES ${places}))`;
}

/** Eight bytes as decimal text. SQLite's integers have a sign, which its format %u takes for the highest bit. */
function decimal(blob: string, at: string): string {
  return `printf('%u', ${unsigned(blob, at, 8)})`;
}
