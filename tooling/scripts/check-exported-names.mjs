// npm run check:exports: each exported name of each package has a user (another package, an app, an example, a code block of a Markdown
// file), or a text in tooling/exported-names/for-whom.mjs. With --list it prints every name with its users.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { doorsOf } from '../exported-names/doors.mjs';
import { exportsOf, signatureNames } from '../exported-names/exports-of.mjs';
import { forWhom } from '../exported-names/for-whom.mjs';
import { importsOf } from '../exported-names/imports-of.mjs';
import { judgeNames } from '../exported-names/judge-names.mjs';
import { root } from './root.mjs';

const SOURCE = /\.(ts|mts|mjs|js)$/;
// The workspaces whose programs count as users. Tests and tooling do not: a name that only they need is not for the door.
const WORKSPACE = /^(packages|apps|examples)\/([\w-]+)\//;
const TEST = /\.test\.(ts|mjs)$|\/test\//;

const trees = new Map();
/** The syntax tree of a file, with parent nodes. */
function parse(file, text = readFileSync(join(root, file), 'utf8')) {
  if (!trees.has(file)) trees.set(file, ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
  return trees.get(file);
}

/** The programs in which users may be: `{ user, folder, tree }`, where `folder` is the workspace. */
function* programs() {
  const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: root, encoding: 'utf8' });
  for (const file of files.split('\n').filter((each) => each !== '' && existsSync(join(root, each)))) {
    const [, kind, name] = WORKSPACE.exec(file) ?? [];
    const folder = `${kind}/${name}`;
    if (file.endsWith('.md')) {
      const blocks = readFileSync(join(root, file), 'utf8').matchAll(/^```(?:ts|js|mjs|sh)?\n(.*?)^```$/gms);
      for (const [i, [, text]] of [...blocks].entries()) yield { user: file, folder: '', tree: parse(`${file}#${i}.ts`, text) };
    } else if (SOURCE.test(file) && kind !== undefined && !TEST.test(file)) {
      const isExample = file.startsWith(`${folder}/examples/`);
      yield { user: isExample ? file : folder, folder: isExample ? '' : folder, tree: parse(file) };
    }
  }
}

const doors = doorsOf(root);
const packages = new Map();
for (const { specifier, folder, file } of doors) {
  const names = new Map();
  for (const [name, nodes] of exportsOf(file, parse)) {
    names.set(name, { users: new Set(), signature: new Set(nodes.flatMap((node) => [...signatureNames(node)])) });
  }
  packages.set(folder, (packages.get(folder) ?? new Map()).set(specifier, names));
}
for (const { user, folder, tree } of programs()) {
  for (const [specifier, name] of importsOf(tree)) {
    const door = doors.find((each) => each.specifier === specifier);
    if (door === undefined || door.folder === folder) continue;
    packages.get(door.folder).get(specifier).get(name)?.users.add(user);
  }
}

const texts = Object.entries(forWhom).flatMap(([specifier, names]) =>
  Object.entries(names).map(([name, whom]) => [`${specifier} ${name}`, whom]),
);
const unused = [];
const needless = texts.map(([key]) => key).filter((key) => !doors.some(({ specifier }) => key.startsWith(`${specifier} `)));
for (const [folder, names] of packages) {
  const specifiers = new Set(names.keys());
  const own = new Map(texts.filter(([key]) => specifiers.has(key.split(' ')[0])));
  const facts = new Map([...names].map(([specifier, inner]) => [specifier, new Map([...inner].map(([name, { users, signature }]) => [name, { users: [...users], signature }]))]));
  const judged = judgeNames(facts, own);
  unused.push(...judged.unused);
  needless.push(...judged.needless);
  if (process.argv.includes('--list')) {
    console.log(`\n${folder}`);
    for (const [key, why] of judged.why) console.log(`  ${key}: ${why}`);
  }
}
const report = (title, keys) => {
  if (keys.length > 0) console.error(`${title}\n${keys.map((key) => `  ${key}`).join('\n')}`);
};
report(
  'Exported names without a user. Stop exporting them, or write into tooling/exported-names/for-whom.mjs for whom they are:',
  unused,
);
report('Texts in tooling/exported-names/for-whom.mjs that are not needed, because the name has a user or is not exported:', needless);
if (unused.length + needless.length > 0) process.exit(1);
