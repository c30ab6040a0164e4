// The columns of a `PackedBatch` by what a copy of a transaction has to do with them. What copies also sets: `offset`, `messageOffset`, `hash`.

/** Columns that mean the same wherever the transaction stands. */
export const VALUES = [
  'length',
  'type',
  'chainId',
  'feeHigh',
  'feeLow',
  'feeType',
  'nonceHigh',
  'nonceLow',
  'referenceHigh',
  'referenceLow',
  'hasMultisig',
  'multisigCount',
  'messageLength',
] as const;

/** Columns of offsets into the wire bytes, which change with the place of the transaction; `offset` itself apart. */
export const OFFSETS = ['source', 'payload', 'reference', 'multisig', 'signature'] as const;
