/** Milliseconds that the verification of one signature takes in the simulation. */
export const VIRTUAL_SIGNATURE_MS = 1;
