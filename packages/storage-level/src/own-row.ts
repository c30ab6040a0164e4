import { TosError } from '@tos/protocol';
import { asBytes, type LevelDatabase, type LevelOperation } from './level-database.ts';
import { OWN_KEY } from './level-keys.ts';

// The store's own row: "TOS", the version of the layout (u8), the number of writes (u64). It marks a database as one of ours, and each write
// counts in it, so that a store which has opened its database again sees whether a write is missing.
const MARK = [0x54, 0x4f, 0x53];
const LAYOUT = 1;
const SIZE = 12;

/** The put that marks a database and counts its writes. */
export function ownRow(writes: bigint): LevelOperation {
  const value = new Uint8Array(SIZE);
  value.set([...MARK, LAYOUT]);
  new DataView(value.buffer).setBigUint64(4, writes);
  return { type: 'put', key: OWN_KEY, value };
}

/**
 * The number of writes that a database has seen; 0 for an empty one.
 * @throws TOS_STORAGE_CORRUPT for a database that something else has filled; TOS_STORAGE_FORMAT for one of a newer layout
 */
export async function writesIn(database: LevelDatabase): Promise<bigint> {
  const row = await database.get(OWN_KEY, asBytes);
  if (row === undefined) {
    const [first] = await database.keys({ keyEncoding: 'view', limit: 1 }).all();
    if (first === undefined) return 0n;
    throw foreign('it has rows, and no mark of this package');
  }
  if (row.length !== SIZE || MARK.some((byte, i) => row[i] !== byte))
    throw foreign('its first row is of something else');
  const layout = row[3]!;
  if (layout !== LAYOUT) throw new TosError('TOS_STORAGE_FORMAT', { found: layout, supported: LAYOUT });
  return new DataView(row.buffer, row.byteOffset).getBigUint64(4);
}

function foreign(reason: string): TosError {
  return new TosError('TOS_STORAGE_CORRUPT', { what: 'level database', reason });
}
