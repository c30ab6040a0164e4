import type { Statement } from 'better-sqlite3';

/** A value that SQLite takes as a parameter and returns in a column. */
export type SqlValue = number | string | Uint8Array | null;

/** Values in the order of the selected columns. Each is checked where it is used, because a damaged file may return any value. */
export type Row = readonly (SqlValue | undefined)[];

export type SqlStatement = Statement<SqlValue[], Row>;
