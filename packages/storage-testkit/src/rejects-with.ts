import assert from 'node:assert/strict';

/** Asserts that a promise rejects. @param codes the codes that the error may have */
export async function rejectsWith(attempt: Promise<unknown>, ...codes: readonly string[]): Promise<void> {
  const error: unknown = await attempt.then(
    () => 'no error',
    (caught: unknown) => caught,
  );
  const code = error instanceof Error && 'code' in error ? error.code : error;
  assert.ok(codes.includes(String(code)), `expected ${codes.join(' or ')}, got ${String(error)}`);
}

/** Asserts that a feature which the manifest does not claim is refused with TOS_NOT_SUPPORTED. */
export async function refused(attempt: Promise<unknown>): Promise<'unsupported'> {
  await rejectsWith(attempt, 'TOS_NOT_SUPPORTED');
  return 'unsupported';
}
