import type { ChainHead } from '@tos/chain';
import { bytesToHex } from '@tos/crypto';
import type { BlockLocator } from '@tos/state';

/** Returns why no block is found at a place or by a hash, for an error. */
export function blockAbsence(by: BlockLocator, { topoheight }: Pick<ChainHead, 'topoheight'>): string {
  if ('hash' in by) return `No block here has the hash ${bytesToHex(by.hash)}`;
  if (by.topoheight > topoheight) return `No block has the topoheight ${by.topoheight}: the head is ${topoheight}`;
  return `The block at topoheight ${by.topoheight} is not kept here: the chain began with the state of a later block`;
}
