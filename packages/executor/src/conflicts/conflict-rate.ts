import { AccessMode, type AccessSet } from '@tos/runtime';

// What earlier transactions did to a cell.
const READ = 1;
const CREDITED = 2;
const WRITTEN = 4;
// What excludes each mode: credits commute with credits, reads with reads.
const excludedBy = {
  [AccessMode.EXCLUSIVE]: READ | CREDITED | WRITTEN,
  [AccessMode.READ]: CREDITED | WRITTEN,
  [AccessMode.CREDIT]: READ | WRITTEN,
  [AccessMode.RESERVED]: 0,
};
const leaves = {
  [AccessMode.EXCLUSIVE]: WRITTEN,
  [AccessMode.READ]: READ,
  [AccessMode.CREDIT]: CREDITED,
  [AccessMode.RESERVED]: 0,
};

/** Share of the transactions, 0 to 1, with at least one earlier transaction that excludes them. Linear in the accesses. */
export function conflictRate(access: AccessSet): number {
  if (access.count === 0) return 0;
  const done = new Uint8Array(access.overlay.cellCount);
  let conflicts = 0;
  for (let i = 0; i < access.count; i++) {
    const from = access.start[i]!;
    const to = access.start[i + 1]!;
    let conflict = false;
    // A transaction does not conflict with itself, so its own marks are set after all were compared.
    for (let at = from; at < to; at++) {
      if ((done[access.cells[at]!]! & excludedBy[modeAt(access, at)]) !== 0) conflict = true;
    }
    for (let at = from; at < to; at++) done[access.cells[at]!]! |= leaves[modeAt(access, at)];
    if (conflict) conflicts++;
  }
  return conflicts / access.count;
}

function modeAt(access: AccessSet, at: number): AccessMode {
  return access.modes[at] as AccessMode;
}
