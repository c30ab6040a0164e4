import { bytesToHex, randomBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { PUBLIC_KEY_SIZE } from '@tos/crypto';
import {
  assertBytes,
  assertList,
  assertObject,
  assertOneOf,
  invalidArgument,
  MAXIMUM_SUPPLY,
  type Network,
  networks,
  TosError,
} from '@tos/protocol';
import { WireWriter } from '@tos/transaction';

const SALT_SIZE = 32;

/** Coins that an account has from the beginning. */
export interface Allocation {
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  /** Atomic units. */
  readonly amount: bigint;
}

/** How a chain begins. */
export interface Genesis {
  readonly network: Network['name'];
  /** 32 bytes that distinguish two devnets which are otherwise equal. */
  readonly salt: Uint8Array;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly allocations: readonly Allocation[];
}

/**
 * The beginning of a new devnet. The salt is random unless it is given, so that two devnets never accept each other's transactions.
 * @throws TOS_INVALID_CONFIG as `parseGenesis`, TOS_INVALID_ARGUMENT for values of another type
 */
export function createDevnetGenesis(options: {
  readonly allocations: readonly Allocation[];
  /** Milliseconds. */
  readonly timestamp: number;
  /** 32 bytes. */
  readonly salt?: Uint8Array;
}): Genesis {
  assertObject(options, 'options');
  const { allocations, timestamp, salt = randomBytes(SALT_SIZE) } = options;
  const genesis = checkedGenesis({ network: 'devnet', salt, timestamp, allocations });
  // Copies: the caller may change its bytes later, and the genesis must stay the same.
  return {
    ...genesis,
    salt: new Uint8Array(salt),
    allocations: allocations.map(({ publicKey, amount }) => ({ publicKey: new Uint8Array(publicKey), amount })),
  };
}

/**
 * The bytes that stand for a genesis, however its file is formatted: length of the network's name (u8) and the name (UTF-8), salt (32),
 * timestamp (u64), number of allocations (u32), then public key (32) and amount (u64) of each allocation, in the order of the file.
 */
export function genesisBytes(genesis: Genesis): Uint8Array {
  checkedGenesis(genesis);
  const writer = new WireWriter();
  const name = utf8ToBytes(genesis.network);
  writer.u8(name.length);
  writer.bytes(name);
  writer.fixed(genesis.salt, SALT_SIZE, 'salt');
  writer.u64(BigInt(genesis.timestamp));
  writer.u32(genesis.allocations.length);
  for (const { publicKey, amount } of genesis.allocations) {
    writer.fixed(publicKey, PUBLIC_KEY_SIZE, 'publicKey');
    writer.u64(amount);
  }
  return writer.finish();
}

/** Sum of the allocations, in atomic units. @throws TOS_INVALID_ARGUMENT */
export function genesisSupply(genesis: Genesis): bigint {
  assertShape(genesis);
  return genesis.allocations.reduce((sum, { amount }) => sum + amount, 0n);
}

/** Checks types alone; `checkedGenesis` checks values. @throws TOS_INVALID_ARGUMENT for a field of another type */
function assertShape(genesis: Genesis): void {
  assertObject(genesis, 'genesis');
  const { network, salt, timestamp, allocations } = genesis;
  assertOneOf(
    network,
    'genesis.network',
    Object.values(networks).map(({ name }) => name),
  );
  assertBytes(salt, 'genesis.salt');
  if (typeof timestamp !== 'number') throw invalidArgument('genesis.timestamp', 'whole milliseconds', timestamp);
  assertList(allocations, 'genesis.allocations');
  allocations.forEach((allocation, i) => {
    assertObject(allocation, `genesis.allocations[${i}]`);
    assertBytes(allocation.publicKey, `genesis.allocations[${i}].publicKey`);
    if (typeof allocation.amount !== 'bigint') {
      throw invalidArgument(`genesis.allocations[${i}].amount`, 'a bigint', allocation.amount);
    }
  });
}

/** Returns the genesis itself. @throws TOS_INVALID_ARGUMENT for fields of another type, TOS_INVALID_CONFIG for values that make no genesis */
export function checkedGenesis(genesis: Genesis): Genesis {
  assertShape(genesis);
  const { salt, timestamp, allocations } = genesis;
  if (salt.length !== SALT_SIZE) throw invalidGenesis(['salt'], `expected ${SALT_SIZE} bytes, not ${salt.length}`);
  if (!Number.isSafeInteger(timestamp) || timestamp < 0)
    throw invalidGenesis(['timestamp'], 'expected whole milliseconds');
  const seen = new Set<string>();
  for (const [i, { publicKey, amount }] of allocations.entries()) {
    if (publicKey.length !== PUBLIC_KEY_SIZE)
      throw invalidGenesis(['allocations', i, 'address'], `expected ${PUBLIC_KEY_SIZE} bytes`);
    const key = bytesToHex(publicKey);
    if (seen.has(key)) throw invalidGenesis(['allocations', i, 'address'], 'the address is listed twice');
    seen.add(key);
    if (amount < 0n) throw invalidGenesis(['allocations', i, 'amount'], 'it is negative');
  }
  const supply = genesisSupply(genesis);
  if (supply > MAXIMUM_SUPPLY)
    throw invalidGenesis(['allocations'], `they sum up to ${supply}, at most ${MAXIMUM_SUPPLY}`);
  return genesis;
}

/**
 * The error for a genesis that makes no sense.
 * @param path the path of what is wrong, from the genesis
 * @param reason what is wrong, without a full stop
 */
export function invalidGenesis(path: readonly PropertyKey[], reason: string): TosError {
  const setting = path.reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[${step}]` : `${text}.${String(step)}`),
    'genesis',
  );
  return new TosError('TOS_INVALID_CONFIG', { setting, reason }, `${setting}: ${reason}.`);
}
