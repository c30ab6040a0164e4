// Takes every signature for good.
export function createVerifier() {
  return {
    name: 'lying',
    verify: () => true,
    verifyBatch: (_records, from, to, verdicts) => verdicts.fill(1, from, to),
  };
}
