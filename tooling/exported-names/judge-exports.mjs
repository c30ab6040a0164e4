import { join } from 'node:path';
import ts from 'typescript';
import { exportsOf, signatureNames } from './exports-of.mjs';
import { importsOf } from './imports-of.mjs';
import { judgeNames } from './judge-names.mjs';

const MANIFEST = /^packages\/[\w-]+\/package\.json$/;
const SOURCE = /\.(ts|mts|mjs|js)$/;
// The workspaces whose programs count as users. Tests and tooling do not: a name that only they need does not belong into an entry.
const WORKSPACE = /^(?:packages|apps|examples)\/[\w-]+(?=\/)/;
const TEST = /\.test\.(ts|mjs)$|\/test\//;
const CODE_BLOCK = /^```(?:ts|js|mjs)\n(.*?)^```$/gms;

/**
 * Judges the exported names of every package of a repository.
 * @param files the repository: a map from the path of a file to its text
 * @param forWhom `{ specifier: { name: 'for whom it is' } }`, for names without a user
 * @returns `unused`: names without a user and without a line; `needless`: lines of names that have a user or are not exported; `list`: every
 * name with its users, or with its line. A name is written `specifier name`.
 */
export function judgeExports(files, forWhom) {
  const trees = new Map();
  const parse = (path, text = files.get(path)) => {
    if (!trees.has(path)) trees.set(path, ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
    return trees.get(path);
  };
  const names = new Map();
  for (const { specifier, folder, file } of doorsOf(files)) {
    for (const [name, nodes] of exportsOf(file, parse)) {
      const signature = new Set(nodes.flatMap((node) => [...signatureNames(node)]));
      names.set(`${specifier} ${name}`, { name, folder, signature, users: new Set() });
    }
  }
  for (const { user, folder, tree } of programsOf(files, parse)) {
    for (const [specifier, name] of importsOf(tree)) {
      const found = names.get(`${specifier} ${name}`);
      if (found !== undefined && found.folder !== folder) found.users.add(user);
    }
  }
  const lines = Object.entries(forWhom).flatMap(([specifier, own]) =>
    Object.entries(own).map(([name, whom]) => [`${specifier} ${name}`, whom]),
  );
  return judgeNames(names, new Map(lines));
}

/** The entries of all packages that are modules, each with the specifier that imports it. */
function* doorsOf(files) {
  for (const [path, text] of files) {
    if (!MANIFEST.test(path)) continue;
    const { name, exports } = JSON.parse(text);
    const folder = path.slice(0, -'/package.json'.length);
    for (const [entry, { '@tos/source': source }] of Object.entries(exports)) {
      if (source !== undefined) yield { specifier: join(name, entry), folder, file: join(folder, source) };
    }
  }
}

/** The programs that may use a name: modules of a workspace, which is their `folder`, examples, and code blocks of Markdown files. */
function* programsOf(files, parse) {
  for (const [path, text] of files) {
    const [folder] = WORKSPACE.exec(path) ?? [];
    if (path.endsWith('.md')) {
      for (const [i, [, block]] of [...text.matchAll(CODE_BLOCK)].entries()) {
        yield { user: path, folder: undefined, tree: parse(`${path}#${i}.ts`, block) };
      }
    } else if (folder !== undefined && SOURCE.test(path) && !TEST.test(path)) {
      const isExample = path.startsWith(`${folder}/examples/`);
      yield { user: isExample ? path : folder, folder: isExample ? undefined : folder, tree: parse(path) };
    }
  }
}
