import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname, join } from 'node:path';

/** A file of the page as it is served. */
export interface PageFile {
  /** The path in a URL, such as `/assets/index-Dk3.js`; `/` for the page itself. */
  readonly path: string;
  readonly type: string;
  readonly body: Uint8Array;
  /** Equal for equal contents. */
  readonly etag: string;
  /** Whether its name changes with its content, so that a browser may keep it for ever. */
  readonly isImmutable: boolean;
}

const types: { readonly [extension: string]: string } = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The folder into which @tos/explorer is built. */
export function pageFolder(): string {
  return join(createRequire(import.meta.url).resolve('@tos/explorer/package.json'), '../dist');
}

/** The files of the page, a few hundred kB; none when the page is not built. */
export function readPageFiles(folder: string = pageFolder()): PageFile[] {
  let names: string[];
  try {
    names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/'));
  } catch {
    return [];
  }
  // Without its entry the folder holds the rest of a build that did not end.
  if (!names.includes('index.html')) return [];
  return names.flatMap((name) => {
    const type = types[extname(name)];
    if (type === undefined) return [];
    const body = new Uint8Array(readFileSync(join(folder, name)));
    const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
    return [
      { path: name === 'index.html' ? '/' : `/${name}`, type, body, etag, isImmutable: name.startsWith('assets/') },
    ];
  });
}
