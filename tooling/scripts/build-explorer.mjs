// Builds the page of apps/explorer into its dist folder, with Vite. It builds only when a file that went into the page has changed.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { replaceFile } from './replace-file.mjs';
import { root } from './root.mjs';

const explorer = join(root, 'apps/explorer');
/** Beside the page and not in it: the node serves what is in dist. */
const stampFile = join(explorer, 'node_modules/.page-built.json');

/** Files besides the modules of the page: how they are built, what HTML names, and the versions of the libraries. */
const settings = [
  fileURLToPath(import.meta.url),
  join(explorer, 'vite.config.mjs'),
  join(explorer, 'package.json'),
  join(explorer, 'src/style/icon.svg'),
  join(root, 'pnpm-lock.yaml'),
];

function hashOf(file) {
  try {
    return createHash('sha256').update(readFileSync(file)).digest('hex');
  } catch {
    return null;
  }
}

/** Whether the page was built from the files as they are now. */
function isCurrent() {
  try {
    const stamp = Object.entries(JSON.parse(readFileSync(stampFile, 'utf8')));
    return (
      existsSync(join(explorer, 'dist/index.html')) && stamp.every(([file, hash]) => hashOf(join(root, file)) === hash)
    );
  } catch {
    return false;
  }
}

export async function buildExplorer() {
  if (isCurrent()) return;
  console.error('Building the page ...');
  const { resolve } = createRequire(join(explorer, 'package.json'));
  const vite = await import(pathToFileURL(join(resolve('vite/package.json'), '../dist/node/index.js')).href);
  const inputs = new Set(settings);
  const noteInputs = {
    name: 'note-inputs',
    buildEnd() {
      for (const file of this.getModuleIds()) {
        const [path] = file.split('?', 1);
        if (existsSync(path) && !path.includes('node_modules')) inputs.add(path);
      }
    },
  };
  await vite.build({ root: explorer, logLevel: 'warn', plugins: [noteInputs] });
  const stamp = Object.fromEntries([...inputs].sort().map((file) => [relative(root, file), hashOf(file)]));
  replaceFile(stampFile, JSON.stringify(stamp));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildExplorer();
