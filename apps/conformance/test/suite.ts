import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the public vectors, which are not part of the repository. */
export const suiteFolder: string =
  process.env['TOS_SPEC_VECTORS'] ?? fileURLToPath(new URL('../../../../shared/tos-spec', import.meta.url));

export const hasSuite: boolean = existsSync(join(suiteFolder, 'execution'));

/** The title of a test that is skipped because the vectors are missing. */
export const skipped = (title: string): string =>
  `${title} (no public vectors in TOS_SPEC_VECTORS or beside the checkout)`;
