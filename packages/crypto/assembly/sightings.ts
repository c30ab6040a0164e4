// The keys that were seen recently, with the number of their good signatures: a key gets a table when it is seen again. Entries lie in
// sets of four, and the oldest entry of a set makes room for a new one. An entry holds the hash of a key: when two keys have one hash, a
// table is built too early, and nothing else goes wrong.

const WAYS: u32 = 4;
const SETS: u32 = 4096;
const SIZE: usize = 24;
const SIGHTINGS: usize = memory.data(4096 * 4 * 24, 16);

// An entry: hash u64 (0: free), last call u32, sightings in that call u32, good signatures u32, call that tried to build u32.
const CALL: usize = 8;
const IN_CALL: usize = 12;
const GOOD: usize = 16;
const TRIED: usize = 20;

/** Counts a sighting in call number `call`. @returns the entry, valid until the end of the call unless another took its place */
export function see(hash: u64, call: u32): usize {
  const set = SIGHTINGS + <usize>((<u32>(hash >> 32) & (SETS - 1)) * WAYS) * SIZE;
  let entry = set;
  let oldest: u32 = 0;
  for (let way: u32 = 0; way < WAYS; way++) {
    const candidate = set + way * SIZE;
    if (load<u64>(candidate) == hash) {
      const again = load<u32>(candidate, CALL) == call;
      store<u32>(candidate, again ? load<u32>(candidate, IN_CALL) + 1 : 1, IN_CALL);
      store<u32>(candidate, call, CALL);
      return candidate;
    }
    // The number of calls since; a free entry is older than any.
    const age = load<u64>(candidate) == 0 ? u32.MAX_VALUE : call - load<u32>(candidate, CALL);
    if (age > oldest) {
      oldest = age;
      entry = candidate;
    }
  }
  store<u64>(entry, hash);
  store<u32>(entry, call, CALL);
  store<u32>(entry, 1, IN_CALL);
  store<u32>(entry, 0, GOOD);
  store<u32>(entry, call - 1, TRIED);
  return entry;
}

/** Counts a good signature under the key of this hash, if the entry still belongs to that hash. */
export function countGood(entry: usize, hash: u64): void {
  if (load<u64>(entry) == hash) store<u32>(entry, load<u32>(entry, GOOD) + 1, GOOD);
}

/** True when the key was seen with a good signature before this call, or is seen a second time in this call. */
export function isRepeated(entry: usize, hash: u64): bool {
  return load<u64>(entry) == hash && (load<u32>(entry, GOOD) > 0 || load<u32>(entry, IN_CALL) > 1);
}

export function sightingsInCall(entry: usize): u32 {
  return load<u32>(entry, IN_CALL);
}

/** True for the first time per call and entry. */
export function isFirstTry(entry: usize, call: u32): bool {
  if (load<u32>(entry, TRIED) == call) return false;
  store<u32>(entry, call, TRIED);
  return true;
}

export function forgetSightings(): void {
  memory.fill(SIGHTINGS, 0, SETS * WAYS * SIZE);
}
