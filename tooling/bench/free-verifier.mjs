// A verifier that calls every signature good and takes no time, so that a measurement shows the cost of everything but signatures.

export function createVerifier() {
  return {
    name: 'free',
    verify: () => true,
    verifyBatch(_records, from, to, verdicts) {
      verdicts.fill(1, from, to);
    },
  };
}
