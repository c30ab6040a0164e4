import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of the public vectors: they stay where they are, none is copied here. */
export const suiteFolder: string =
  process.env['TOS_SPEC_VECTORS'] ?? fileURLToPath(new URL('../../../../shared/tos-spec', import.meta.url));

export const hasSuite: boolean = existsSync(join(suiteFolder, 'execution'));

/** What a test that needs the vectors is called where there are none. */
export const skipped = (title: string): string =>
  `${title} (no public vectors in TOS_SPEC_VECTORS or beside the checkout)`;
