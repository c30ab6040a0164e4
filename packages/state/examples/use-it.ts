import {
  BlockOverlay,
  balanceRef,
  decodeBalance,
  EMPTY_DIGEST,
  encodeBalance,
  NATIVE_ASSET,
  type StoredVersion,
  stateDigest,
} from '@tos/state';

const alice = new Uint8Array(32).fill(0xa1);
const bob = new Uint8Array(32).fill(0x0b);

// Name the records that a block uses; a cell is a number. Asset 0 is native TOS.
const overlay = new BlockOverlay();
const from = overlay.balanceCell(overlay.intern(alice, 0), 0);
const to = overlay.cell(balanceRef(bob, NATIVE_ASSET)); // or by its key
for (const cell of [from, to]) overlay.want(cell);

// Read what is missing in one batch. A storage answers `await storage.readMany(refs)`; here Alice has 100 and Bob no record.
const value = encodeBalance({ type: 'input', final: 100n, output: null });
const stored: StoredVersion = { topoheight: 7, previous: null, value };
const cells = overlay.takeMissing();
console.log(cells.map((cell) => overlay.ref(cell).domain.name)); // [ 'balance', 'balance' ]
overlay.load(cells, [stored, undefined]);

// Change cells, one transaction at a time. Amounts are two u32 halves. A change that does not fit returns false and changes nothing.
overlay.begin();
console.log(overlay.sub(from, 0, 30) && overlay.add(to, 0, 30)); // true
overlay.accept();
overlay.begin();
console.log(overlay.sub(from, 0, 1), overlay.sub(from, 1, 0)); // true false
overlay.revert();

// The writes to commit: sorted, and only the changed records.
const writes = overlay.writes();
console.log(writes.map((write) => write.value && decodeBalance(write.value).final)); // [ 30n, 70n ]
console.log(stateDigest(EMPTY_DIGEST, 8, writes).length); // 32
