// The SQLite storage of this clone gets the better-sqlite3 for the Node that runs: 13 ends the process on Node 20, and 12 on Node 24
// (packages/storage-sqlite/src/load-better-sqlite.ts). Users choose by what they install; one lock file cannot.
import { existsSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';

const modules = join(root, 'packages/storage-sqlite/node_modules');
const link = join(modules, 'better-sqlite3');
const wanted = join(
  modules,
  Number.parseInt(process.versions.node, 10) >= 24 ? 'better-sqlite3-13' : 'better-sqlite3-12',
);

// The node alone is installed without this storage.
if (existsSync(link) && existsSync(wanted) && realpathSync(link) !== realpathSync(wanted)) {
  rmSync(link);
  symlinkSync(realpathSync(wanted), link, 'junction');
}
