import type { Domain, Field } from '@tos/state';

// Views for people with the sqlite3 shell, made from the fields of the domain table: SQLite has no unsigned 64-bit integers, so a
// u64 is eight bytes in the tables and decimal text here; account keys and hashes are hexadecimal.

/** The views of a domain: `<domain>` has the live records, `<domain>_history` has every version. */
export function viewsOf(domain: Domain): string {
  const columns = [...columnsOf(domain.key, 'key'), ...columnsOf(domain.value, 'value')].join(', ');
  const from = (table: string): string => `SELECT ${columns}, topoheight, previous FROM ${table}_${domain.name}`;
  return `
    CREATE VIEW ${domain.name} AS ${from('latest')} WHERE value IS NOT NULL;
    CREATE VIEW ${domain.name}_history AS ${from('versions')};`;
}

/** One column per field. A list has no fixed end, so it is the last column, in hexadecimal, together with the fields behind it. */
function columnsOf(fields: readonly Field[], blob: 'key' | 'value'): string[] {
  const columns: string[] = [];
  let start = '1';
  for (const field of fields) {
    columns.push(`${expressionOf(field, blob, start)} AS "${field.name}"`);
    if (field.type === 'list') break;
    start = `${start} + ${sizeOf(field.type, blob, start)}`;
  }
  return columns;
}

/** The size of a field in bytes, as an expression. It is needed for fields that another field follows. */
function sizeOf(type: Field['type'], blob: string, start: string): string {
  switch (type) {
    case 'u8':
      return '1';
    case 'u16':
      return '2';
    case 'u32':
      return '4';
    case 'u64':
      return '8';
    case 'key32':
      return '32';
    case 'option32':
      return `(1 + 32 * ${unsigned(blob, start, 1)})`;
    default:
      return '0';
  }
}

function expressionOf({ type }: Field, blob: string, start: string): string {
  switch (type) {
    case 'key32':
      return `lower(hex(substr(${blob}, ${start}, 32)))`;
    case 'option32':
      return `CASE ${unsigned(blob, start, 1)} WHEN 1 THEN lower(hex(substr(${blob}, ${start} + 1, 32))) END`;
    case 'asset':
      return `CASE hex(substr(${blob}, ${start}, 1)) WHEN '00' THEN 'TOS' ELSE lower(hex(substr(${blob}, ${start} + 1))) END`;
    case 'u8':
      return unsigned(blob, start, 1);
    case 'u16':
      return unsigned(blob, start, 2);
    case 'u32':
      return unsigned(blob, start, 4);
    case 'u64':
      return decimal(blob, start);
    case 'output':
      return `CASE WHEN length(${blob}) >= ${start} THEN ${decimal(blob, start)} END`;
    case 'text':
      return `CAST(substr(${blob}, ${start} + 1) AS TEXT)`;
    case 'keys32':
      return `lower(hex(substr(${blob}, ${start} + 1)))`;
    case 'rest':
    case 'list':
      return `lower(hex(substr(${blob}, ${start})))`;
  }
}

/** Up to 4 bytes as an integer. The position of a hexadecimal digit in a text of all digits is its value. */
function unsigned(blob: string, start: string, size: number): string {
  const digits = Array.from({ length: 2 * size }, (_, i) => {
    const digit = `substr(hex(substr(${blob}, ${start}, ${size})), ${i + 1}, 1)`;
    return `(instr('123456789ABCDEF', ${digit}) << ${4 * (2 * size - 1 - i)})`;
  });
  return `(${digits.join(' + ')})`;
}

/** Eight bytes as decimal text, made of two halves of 32 bits, so that no part leaves the range of a signed 64-bit integer. */
function decimal(blob: string, start: string): string {
  const [high, low] = [unsigned(blob, start, 4), unsigned(blob, `${start} + 4`, 4)];
  const rest = `(${high} * 294967296 + ${low})`;
  const billions = `(${high} * 4 + ${rest} / 1000000000)`;
  return `CASE WHEN ${billions} = 0 THEN CAST(${rest} AS TEXT) ELSE ${billions} || printf('%09d', ${rest} % 1000000000) END`;
}
