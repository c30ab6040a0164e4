// npm run release publishes every package whose version the registry does not have, in CI with provenance. `changeset version` comes before it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';
import { childEnd } from './run-child.mjs';

const { repository } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
// Provenance names the repository, and the registry compares it with the one in which the release ran.
if (new URL(repository.url.replace(/^git\+/, '')).hostname.endsWith('.invalid')) {
  console.error(
    `repository.url is ${repository.url}, which is no place: write the real one into package.json of the root and of each package.`,
  );
  process.exit(1);
}
const { status } = await childEnd('node_modules/.bin/changeset', ['publish'], {
  env: { ...process.env, NPM_CONFIG_PROVENANCE: 'true' },
});
process.exitCode = status ?? 1;
