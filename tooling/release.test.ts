import { execFile, execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

// Tests of a release, without one: what every published package says of itself, and that `changeset version` gives the next versions.
const root = fileURLToPath(new URL('..', import.meta.url));
const workspaces = ['packages', 'apps', 'examples', 'tooling'];
const folders = workspaces.flatMap((place) =>
  readdirSync(join(root, place))
    .map((name) => `${place}/${name}`)
    .filter((folder) => existsSync(join(root, folder, 'package.json'))),
);

const readManifest = (from: string, folder = '.') =>
  JSON.parse(readFileSync(join(from, folder, 'package.json'), 'utf8'));
const published = folders.filter((folder) => readManifest(root, folder).private !== true);
const { repository } = readManifest(root);

test('all packages and the node are published', () => {
  const packages = readdirSync(join(root, 'packages')).map((name) => `packages/${name}`);
  expect([...published].sort()).toEqual([...packages, 'apps/explorer', 'apps/node'].sort());
});

test.each(published)('%s says what it is, and where it comes from', (folder) => {
  const manifest = readManifest(root, folder);
  const home = repository.url.replace(/^git\+/, '').replace(/\.git$/, '');
  expect(manifest).toMatchObject({
    license: 'MIT',
    description: expect.stringMatching(/./),
    homepage: `${home}/tree/main/${folder}#readme`,
    repository: { type: 'git', url: repository.url, directory: folder },
    publishConfig: { access: 'public' },
    scripts: { prepack: 'node ../../tooling/scripts/require-pnpm.mjs' },
  });
  expect(manifest.keywords.length).toBeGreaterThan(2);
  expect(existsSync(join(root, folder, 'README.md'))).toBe(true);
});

let copy: string;

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'tos-release-'));
  for (const folder of folders) {
    mkdirSync(join(copy, dirname(folder)), { recursive: true });
    cpSync(join(root, folder, 'package.json'), join(copy, folder, 'package.json'));
  }
  for (const name of ['package.json', 'pnpm-workspace.yaml', 'pnpm-lock.yaml', '.changeset']) {
    cpSync(join(root, name), join(copy, name), { recursive: true });
  }
  execFileSync('git', ['init', '--quiet', '--initial-branch', 'main'], { cwd: copy });
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

test.each(published)('the changelog of %s begins with its version', (folder) => {
  const changelog = readFileSync(join(root, folder, 'CHANGELOG.md'), 'utf8');
  const [, newest] = /^## (\S+)$/m.exec(changelog) ?? [];
  expect(newest).toBe(readManifest(root, folder).version);
});

test('what has gathered since gives the next versions', async () => {
  const changeset = join(root, 'node_modules/@changesets/cli/bin.js');
  await promisify(execFile)(process.execPath, [changeset, 'version'], { cwd: copy });
  expect(readdirSync(join(copy, '.changeset'))).toEqual(['config.json']);
});

const hasPlace = !new URL(repository.url.replace(/^git\+/, '')).hostname.endsWith('.invalid');

test.skipIf(hasPlace)('no release happens while the repository has no place', async () => {
  const release = promisify(execFile)(process.execPath, [join(root, 'tooling/scripts/release.mjs')]);
  await expect(release).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('which is no place') });
});
