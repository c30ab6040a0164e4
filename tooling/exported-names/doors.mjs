import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The doors of all packages: an entry of `exports` in a package.json, by the specifier that imports it.
 * @param root the folder of the repository
 * @returns `{ specifier: '@tos/crypto/wasm', folder: 'packages/crypto', file: 'packages/crypto/src/wasm/index.ts' }` and so on
 */
export function doorsOf(root) {
  return readdirSync(join(root, 'packages')).flatMap((name) => {
    const folder = `packages/${name}`;
    const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    return Object.entries(manifest.exports).flatMap(([path, { '@tos/source': source }]) =>
      source === undefined
        ? []
        : [{ specifier: join(manifest.name, path), folder, file: join(folder, source), packageName: manifest.name }],
    );
  });
}
