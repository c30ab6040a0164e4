import { invalidSetting } from './invalid-setting.ts';

/** Codes of the file system that mean a wrong path. Other failures (memory, open files, the disk itself) say nothing about the path. */
const PATH_ERRORS: ReadonlySet<unknown> = new Set([
  'EACCES',
  'EBUSY',
  'EDQUOT',
  'EEXIST',
  'EINVAL',
  'EISDIR',
  'ELOOP',
  'ENAMETOOLONG',
  'ENODEV',
  'ENOENT',
  'ENOSPC',
  'ENOTDIR',
  'ENXIO',
  'EPERM',
  'EROFS',
]);

/** The error for a setting whose path the file system refuses; any other error is returned as it is. */
export function fileRefusal(setting: string, error: unknown): unknown {
  if (!(error instanceof Error && 'code' in error && PATH_ERRORS.has(error.code))) return error;
  return invalidSetting(setting, error.message);
}
