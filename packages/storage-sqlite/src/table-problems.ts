import { type Domain, domainList, type OnRow, type Topoheight } from '@tos/state';
import { toBytes, toNumber } from './rows.ts';
import type { SqliteConnection } from './sqlite-connection.ts';

/** The maximum of problems of one kind that are reported: a broken table needs no line per row. */
const MOST = 20;

/**
 * Finds problems in the file, and in rows that no read of the storage would show. It runs SQLite's own check of pages, order and indexes,
 * compares the two copies of the newest version of each record, in `latest` and in `versions`, and finds versions to which nothing links. It
 * checks one table at a time, on this thread.
 */
export async function* tableProblems(
  connection: SqliteConnection,
  prunedBelow: Topoheight,
  onRow: OnRow,
): AsyncGenerator<string> {
  for (const [message] of connection.rows(`PRAGMA integrity_check(${MOST})`)) {
    if (message !== 'ok') yield `file: ${String(message)}`;
  }
  const isPruning = connection.row('SELECT 1 FROM pruning') !== undefined;
  let done = 0;
  for (const domain of domainList) {
    await onRow(done);
    yield* copyProblems(connection, domain);
    const versions = countOf(connection, `SELECT count(*) FROM versions_${domain.name}`);
    done += versions;
    // While pruning goes on, versions that are pruned but not removed yet have no links to them.
    if (!isPruning) yield* linkProblems(connection, domain, { prunedBelow, versions });
  }
  const without = `SELECT count(*) FROM blocks b LEFT JOIN metadata m ON m.topoheight = b.topoheight
    WHERE b.topoheight >= ? AND m.topoheight IS NULL`;
  if (countOf(connection, without, prunedBelow) > 0) {
    yield `metadata: none for ${countOf(connection, without, prunedBelow)} of the ordered blocks`;
  }
  const lost = 'SELECT count(*) FROM transactions t LEFT JOIN blocks b ON b.hash = t.block WHERE b.hash IS NULL';
  if (countOf(connection, lost) > 0)
    yield `transactions: ${countOf(connection, lost)} rows of blocks that are not there`;
}

function* copyProblems(connection: SqliteConnection, { name }: Domain): Generator<string> {
  const rows = connection.rows(
    `SELECT l.key, l.topoheight FROM latest_${name} l LEFT JOIN versions_${name} v ON v.topoheight = l.topoheight AND v.key = l.key
     WHERE v.key IS NULL OR v.previous IS NOT l.previous OR v.value IS NOT l.value LIMIT ${MOST}`,
  );
  for (const [key, topoheight] of rows) {
    const hex = Buffer.from(toBytes(key, 'record')).toString('hex');
    yield `${name} ${hex}: latest and versions differ in the version at ${String(topoheight)}`;
  }
}

function* linkProblems(
  connection: SqliteConnection,
  { name }: Domain,
  known: { readonly prunedBelow: Topoheight; readonly versions: number },
): Generator<string> {
  const newest = countOf(connection, `SELECT count(*) FROM latest_${name}`);
  const linked = countOf(
    connection,
    `SELECT count(*) FROM versions_${name} v JOIN versions_${name} o ON o.topoheight = v.previous AND o.key = v.key`,
  );
  if (known.versions !== newest + linked) {
    yield `${name}: ${known.versions} versions, and something leads to ${newest + linked}`;
  }
  const below = `SELECT count(*) FROM versions_${name} WHERE topoheight < ? AND previous IS NOT NULL`;
  const left = countOf(connection, below, known.prunedBelow);
  if (left > 0) yield `${name}: ${left} versions below ${known.prunedBelow}, the watermark, lead on`;
}

function countOf(connection: SqliteConnection, sql: string, ...values: number[]): number {
  return toNumber(connection.row(sql, ...values)?.[0], 'count');
}
