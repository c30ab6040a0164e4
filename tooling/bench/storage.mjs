// npm run bench -- storage measures the storages on LMDB and SQLite: commits of blocks of 1,000 transfers in turns with equal writes by hand on
// the libraries under them (a row of the newest version and a row of its history per record, a row per transaction), and what a history, an
// index, a kill and pruning cost. It takes some 20 minutes, and 10 GB of the folder for temporary files. TOS_BENCH_PARTS=commit,find runs some
// of its parts, and other variables make them smaller (storage/settings.mjs).
import { mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { print } from './statistics.mjs';
import { measureCommits, measureSqlite } from './storage/commits.mjs';
import { engines } from './storage/engines.mjs';
import { measureDepth, measureHistory } from './storage/history.mjs';
import { measureImport } from './storage/import.mjs';
import { measureOpening } from './storage/opening.mjs';
import { measurePruning } from './storage/pruning.mjs';
import { settings } from './storage/settings.mjs';
import { measureIndex } from './storage/transaction-index.mjs';

const { sizes } = settings;
const largest = Math.max(...sizes);

/** Each part, and the measurements of it. Each measurement gets an empty folder. */
const parts = {
  commit: sizes.map((accounts) => (folder) => measureCommits(folder, accounts, accounts === largest)),
  history: [measureHistory],
  depth: [measureDepth],
  find: [measureIndex],
  open: [measureOpening],
  prune: [measurePruning],
  sqlite: sizes.map((accounts) => (folder) => measureSqlite(folder, accounts)),
  import: Object.values(engines).map((engine) => (folder) => measureImport(folder, engine)),
};

/** Bytes on disk that the largest part takes. */
const DISK = 10e9;
const say = (text) => process.stderr.write(`${text}\n`);

/** Prints a row after each measurement, and the table at the end. @returns all rows */
export async function run() {
  const names = settings.parts ?? Object.keys(parts);
  const unknown = names.filter((name) => !Object.hasOwn(parts, name));
  if (unknown.length > 0) throw new Error(`TOS_BENCH_PARTS names ${unknown}; the parts are ${Object.keys(parts)}`);
  const { bavail, bsize } = statfsSync(tmpdir());
  if (bavail * bsize < DISK)
    say(`${tmpdir()} has ${(bavail * bsize) / 1e9} GB left; the suite may need ${DISK / 1e9}.`);
  const results = [];
  const folder = mkdtempSync(join(tmpdir(), 'tos-bench-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  // Ctrl-C removes the folder too.
  process.once('exit', remove);
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
  for (const name of names) {
    for (const measure of parts[name]) {
      const started = performance.now();
      const own = mkdtempSync(join(folder, `${name}-`));
      for await (const row of measure(own)) {
        results.push(row);
        const ratio = row.ratio === null ? '' : `, ${row.ratio.toFixed(2)} x ${row.baseline}`;
        say(`${row.name}: ${row.median.toPrecision(3)} ${row.unit}${ratio}${row.ok === false ? ', MISSED' : ''}`);
      }
      rmSync(own, { recursive: true });
      say(`${name} took ${((performance.now() - started) / 1000).toFixed(0)} s`);
    }
  }
  remove();
  print(results);
  return results;
}
