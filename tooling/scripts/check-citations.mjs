// npm run check:citations checks that every citation in the repository leads to a file and a section that exist. A citation of the protocol has
// the form `docs/protocol.md §5.2` (more sections may follow, `, §5.4`); a link of a Markdown file is a path, with or without a heading.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

const TEXT = /\.(ts|mjs|js|md|json|yaml)$/;
// Changelogs and changesets are read without the repository, so their paths are not checked.
const SKIPPED = /(^|\/)(CHANGELOG\.md|pnpm-lock\.yaml)$|^\.changeset\//;
// The path of a Markdown file, and the sections that are named behind it.
const CITATION = /([\w./-]+\.md)[`\])]*(?:\([^)]*\))?((?:,? (?:and )?§[\dA-Z][\w.]*)+)/g;
const LINK = /\]\((?!https?:|mailto:)([^)\s]+)\)/g;

const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter((file) => TEXT.test(file) && !SKIPPED.test(file) && existsSync(join(root, file)));

/** The anchor that GitHub makes of a heading. */
function anchorOf(heading) {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[`*_]/g, (mark) => (mark === '_' ? '_' : ''))
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');
}

const headings = new Map();
function headingsOf(path) {
  if (!headings.has(path)) {
    const lines = readFileSync(path, 'utf8').split('\n');
    headings.set(
      path,
      lines.filter((line) => /^#+ /.test(line)).map((line) => line.replace(/^#+ /, '')),
    );
  }
  return headings.get(path);
}

const problems = [];
for (const file of files) {
  const lines = readFileSync(join(root, file), 'utf8').split('\n');
  for (const [i, line] of lines.entries()) {
    const fail = (what) => problems.push(`${file}:${i + 1}: ${what}`);
    for (const [, cited, sections] of line.matchAll(CITATION)) {
      const path = join(root, cited);
      if (!existsSync(path)) {
        fail(`${cited} does not exist`);
        continue;
      }
      for (const [, section] of sections.matchAll(/§([\dA-Z][\w.]*)/g)) {
        const number = section.replace(/\.$/, '');
        if (!headingsOf(path).some((heading) => new RegExp(`^${number.replaceAll('.', '\\.')}[. ]`).test(heading))) {
          fail(`${cited} has no section ${number}`);
        }
      }
    }
    if (!file.endsWith('.md')) continue;
    for (const [, target] of line.matchAll(LINK)) {
      const [path, anchor] = target.split('#');
      const absolute = path === '' ? join(root, file) : join(root, dirname(file), path);
      if (!existsSync(absolute)) fail(`the link leads to ${relative(root, absolute)}, which does not exist`);
      else if (anchor !== undefined && absolute.endsWith('.md')) {
        if (!headingsOf(absolute).some((heading) => anchorOf(heading) === anchor))
          fail(`there is no heading #${anchor}`);
      }
    }
  }
}
if (problems.length > 0) {
  console.error(`Citations that lead nowhere:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
  process.exit(1);
}
