import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockFolder } from '@tos/data-folder';

const folder = mkdtempSync(join(tmpdir(), 'tos-'));
const lock = await lockFolder(folder);
try {
  await lockFolder(folder);
} catch (error) {
  if (error instanceof Error && 'code' in error) console.log(error.code); // TOS_DATADIR_LOCKED
}
lock.release();
(await lockFolder(folder)).release();
rmSync(folder, { recursive: true });
