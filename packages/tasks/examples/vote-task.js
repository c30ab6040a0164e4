const text = new TextDecoder();

/** Counts a vote, or, without a voter, all of them. Waiting for something is allowed. */
export async function runTask(input, scope) {
  const voter = text.decode(input);
  if (voter === '') return new TextEncoder().encode(`${scope.get('yes') ?? 0n} for it`);
  if (scope.get(`voted ${voter}`) !== undefined) throw new Error(`${voter} has voted`);
  scope.set(`voted ${voter}`, Uint8Array.of(1));
  scope.add('yes', 1n);
  if (voter === 'mallory') scope.set('yes', 1_000_000n);
  return undefined;
}
