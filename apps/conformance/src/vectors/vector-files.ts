import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { type ExactJson, isTosError, parseExactJson, TosError } from '@tos/protocol';
import { z } from 'zod';
import { readJson } from '../harness/json-shapes.ts';

/** The parts of the suite, in the order of the table. Other folders of the suite contain no vectors. */
const PARTS = ['execution', 'rpc', 'p2p'];

const fileJson = z.object({ test_vectors: z.array(z.custom<ExactJson>((value) => value !== undefined)) });

export interface VectorFile {
  /** The path below the folder of the suite, with forward slashes. */
  readonly file: string;
  readonly vectors: readonly ExactJson[];
}

/**
 * The vector files of a folder whose paths match, part by part, in the order of their names.
 * @throws TOS_INVALID_CONFIG for a folder without vectors, TOS_INVALID_FORMAT, whose message names a file that holds no vectors
 */
export async function readVectorFiles(directory: string, filter: RegExp = /./): Promise<VectorFile[]> {
  const files: VectorFile[] = [];
  let found = 0;
  for (const part of PARTS) {
    const paths = await jsonFilesBelow(join(directory, part));
    found += paths.length;
    for (const path of paths.sort()) {
      const file = relative(directory, path).split(sep).join('/');
      if (filter.test(file)) files.push({ file, vectors: parseFile(file, await readFile(path, 'utf8')) });
    }
  }
  if (files.length > 0) return files;
  const reason =
    found === 0 ? `${directory} has no vectors in ${PARTS.join(', ')}` : `no file of ${directory} matches ${filter}`;
  throw new TosError('TOS_INVALID_CONFIG', { setting: found === 0 ? '--vectors' : '--filter', reason }, `${reason}.`);
}

function parseFile(file: string, text: string): readonly ExactJson[] {
  try {
    return readJson(fileJson, parseExactJson(text), file).test_vectors;
  } catch (error) {
    if (!isTosError(error, 'TOS_INVALID_FORMAT')) throw error;
    throw new TosError('TOS_INVALID_FORMAT', { what: file, reason: error.details.reason });
  }
}

async function jsonFilesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
    .map((entry) => join(entry.parentPath, entry.name));
}
