import { failing } from './failing.mjs';
import { specials } from './special.mjs';
import { transferShapes } from './transfers.mjs';

/** Share of a mixed block that is plain transfers. */
const PLAIN_SHARE = 0.5;

/**
 * What is to be sent for a block, in the order of sending. A draft has the account that sends, the payload, its `kind` for the table, and what
 * differs from an ordinary transaction; `expected` is the code with which it must be refused.
 */
export async function draftsOf({ shape, size }, { accounts, random, devnet }) {
  if (shape === 'failing') return failing(accounts, size, random);
  if (shape !== 'mixed') return transferShapes[shape](accounts, size, random);
  const drafts = transferShapes.zipf(accounts, Math.round(PLAIN_SHARE * size), random);
  const busy = new Set();
  for (let i = drafts.length; i < size; i++) {
    const draft = await random.pick(specials)(accounts, random, devnet);
    // What an account can do next is known from the chain alone, so that it does one thing per block.
    if (draft === undefined || busy.has(draft.account)) continue;
    busy.add(draft.account);
    drafts.push(draft);
  }
  return drafts;
}
