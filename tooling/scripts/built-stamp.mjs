// Whether something was built from the files as they are now. Asking the compiler takes a second and a half, about as long as everything
// else that happens until a node shows its first screen.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from './replace-file.mjs';

/** Folders whose files say nothing about what is built; of `dist`, the compiler's own note of what it has built does. */
const LEFT_OUT = new Set(['node_modules', 'test', 'dist']);

/** Whether the last build was that of this project, from the files as they are now. @param root of the workspace */
export function isBuilt(root, project) {
  try {
    return JSON.parse(readFileSync(stampFile(root), 'utf8'))[project] === fingerprint(root);
  } catch {
    return false;
  }
}

/** To be called once a project is built. */
export function noteBuilt(root, project) {
  replaceFile(stampFile(root), JSON.stringify({ [project]: fingerprint(root) }));
}

function stampFile(root) {
  return join(root, 'node_modules', '.tos-built.json');
}

/** A hash of the name, size and time of every file that the compiler, Vite and AssemblyScript read, and of what they note of their work. */
function fingerprint(root) {
  const hash = createHash('sha256').update(process.version);
  const note = (file) => {
    const stat = statSync(file, { bigint: true, throwIfNoEntry: false });
    hash.update(stat === undefined ? `${file} -\n` : `${file} ${stat.size} ${stat.mtimeNs}\n`);
  };
  const walk = (folder) => {
    const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      const path = join(folder, entry.name);
      if (entry.isFile()) note(path);
      else if (entry.isDirectory() && !LEFT_OUT.has(entry.name)) walk(path);
    }
  };
  for (const file of ['package.json', 'pnpm-lock.yaml', 'tsconfig.json']) note(join(root, file));
  for (const folder of ['tooling/scripts', 'tooling/tsconfig']) walk(join(root, folder));
  for (const group of ['packages', 'apps']) {
    for (const name of readdirSync(join(root, group)).sort()) {
      const folder = join(root, group, name);
      if (!existsSync(join(folder, 'package.json'))) continue;
      walk(folder);
      note(join(folder, 'dist/.tsbuildinfo'));
      note(join(folder, 'dist/index.html'));
    }
  }
  return hash.digest('hex');
}
