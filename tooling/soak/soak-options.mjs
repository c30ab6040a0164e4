import { parseArgs } from 'node:util';

export const storageKinds = ['lmdb', 'sqlite', 'level'];

/** The largest run: a u32 of blocks would take years. */
const MOST_BLOCKS = 1_000_000;

/**
 * Reads the arguments of `npm run soak`.
 * @returns {{ blocks: number, seed: number, storage: string, json: string | undefined }}
 * @throws Error that names the argument which is wrong
 */
export function soakOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      blocks: { type: 'string', default: '1000' },
      seed: { type: 'string', default: '1' },
      storage: { type: 'string', default: 'lmdb' },
      json: { type: 'string' },
    },
  });
  if (!storageKinds.includes(values.storage)) {
    throw new Error(`--storage is ${values.storage}, but must be ${storageKinds.join(', ')}.`);
  }
  return {
    blocks: integer('--blocks', values.blocks, 1, MOST_BLOCKS),
    seed: integer('--seed', values.seed, 0, 0xffff_ffff),
    storage: values.storage,
    json: values.json,
  };
}

/** The command that makes the same run again. */
export function commandOf({ blocks, seed, storage }) {
  return `npm run soak -- --blocks ${blocks} --seed ${seed} --storage ${storage}`;
}

function integer(flag, text, from, to) {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= from && value <= to) return value;
  throw new Error(`${flag} is ${text}, but must be an integer from ${from} to ${to}.`);
}
