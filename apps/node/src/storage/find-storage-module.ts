import { statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { StorageModule } from './storage-kind.ts';

const PACKAGE = /^(@[a-z0-9-~][a-z0-9-._~]*\/)?[a-z0-9-~][a-z0-9-._~]*(\/[\w.-]+)*$/;
const SCRIPT = /\.[cm]?js$/;

/**
 * The module that a text names: a path from the working folder on, a URL of a file, or a package that is installed there or beside the node.
 * A path becomes an absolute URL, which is found again from every folder.
 * @returns null where no such file or package is
 */
export function findStorageModule(text: string): StorageModule | null {
  if (text.startsWith('file://')) return fileModule(toPath(text));
  if (text.startsWith('.') || isAbsolute(text) || SCRIPT.test(text)) return fileModule(resolve(text));
  return PACKAGE.test(text) && packageUrl(text) !== null ? `package:${text}` : null;
}

/** The URL to import of a module; null where its file or package is gone. */
export function moduleUrl(module: StorageModule): string | null {
  if (module.startsWith('package:')) return packageUrl(module.slice('package:'.length));
  return fileModule(toPath(module));
}

function fileModule(path: string | null): StorageModule | null {
  if (path === null || statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return null;
  return `file://${pathToFileURL(path).href.slice('file://'.length)}`;
}

function toPath(url: string): string | null {
  try {
    return fileURLToPath(url);
  } catch {
    return null;
  }
}

function packageUrl(name: string): string | null {
  for (const from of [join(process.cwd(), 'any.js'), fileURLToPath(import.meta.url)]) {
    try {
      return pathToFileURL(createRequire(from).resolve(name)).href;
    } catch {
      // It may be installed in the other place.
    }
  }
  return null;
}
