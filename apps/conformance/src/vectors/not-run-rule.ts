/** Why a vector is not run: always what it asks for, never which one it is. */
export const notRunRules = {
  'not-runnable': 'marked `runnable: false`, and of a kind that has no counterpart here: peer-to-peer',
  'after-accepted-block':
    'chain: after a block is accepted the suite has the original’s state, re-executed from topoheight 0 with every balance and nonce lost; compared further only where no block holds a transaction and all balances and nonces are zero',
  'block-dag': 'chain: forks and merges wait for BlockDAG order',
} as const;

export type NotRunRule = keyof typeof notRunRules;
