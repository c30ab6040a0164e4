// Takes every signature for good and costs nothing: what is left is what a block costs besides its signatures.

export function createVerifier() {
  return {
    name: 'free',
    verify: () => true,
    verifyBatch(_records, from, to, verdicts) {
      verdicts.fill(1, from, to);
    },
  };
}
