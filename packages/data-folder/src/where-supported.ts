import { hasCode } from './has-code.ts';

/**
 * Runs work that some file systems do not support, and ignores their refusal.
 * @param codes further error codes that count as a refusal
 * @throws every other error
 */
export function whereSupported(work: () => void, ...codes: readonly string[]): void {
  try {
    work();
  } catch (error) {
    if (!hasCode(error, 'EINVAL', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', ...codes)) throw error;
  }
}
