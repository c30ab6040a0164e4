import { bytesToHex, hexToBytes, randomBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { decodeAddress, encodeAddress } from '@tos/crypto';
import {
  assertBytes,
  assertList,
  assertObject,
  assertOneOf,
  invalidArgument,
  isTosError,
  MAXIMUM_SUPPLY,
  type Network,
  networks,
  parseExactJson,
  TosError,
} from '@tos/protocol';
import { WireWriter } from '@tos/transaction';
import { z } from 'zod';

const KEY_SIZE = 32;
const SALT_SIZE = 32;

/** Coins that exist from the beginning. */
export interface Allocation {
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  /** Atomic units. */
  readonly amount: bigint;
}

/** How a chain begins. */
export interface Genesis {
  readonly network: Network['name'];
  /** 32 bytes: what tells two devnets apart that are otherwise the same. */
  readonly salt: Uint8Array;
  /** Milliseconds. */
  readonly timestamp: number;
  readonly allocations: readonly Allocation[];
}

/** The genesis file. */
export interface GenesisJson {
  readonly network: Network['name'];
  /** 64 hex digits. */
  readonly salt: string;
  /** Milliseconds. */
  readonly timestamp: number;
  readonly allocations: readonly {
    readonly address: string;
    /** Atomic units, decimal. */
    readonly amount: string;
  }[];
}

const genesisSchema = z.strictObject({
  network: z.enum(['mainnet', 'testnet', 'stagenet', 'devnet']),
  salt: z.string().regex(/^[0-9a-fA-F]{64}$/, 'expected 64 hex digits'),
  // A bigint when the text was parsed exactly. One that a number cannot hold is no safe integer and is refused as such.
  timestamp: z.preprocess((value) => (typeof value === 'bigint' ? Number(value) : value), z.int().nonnegative()),
  allocations: z.array(
    z.strictObject({
      address: z.string(),
      amount: z.string().regex(/^(0|[1-9][0-9]{0,19})$/, 'expected atomic units as a decimal string'),
    }),
  ),
});

/**
 * Reads a genesis file: its text, or the JSON value in it.
 * @throws TOS_INVALID_CONFIG naming the path of what is wrong
 */
export function parseGenesis(json: unknown): Genesis {
  const parsed = genesisSchema.safeParse(typeof json === 'string' ? parseText(json) : json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw invalid(issue?.path ?? [], issue?.message ?? 'invalid');
  }
  const { network, salt, timestamp, allocations } = parsed.data;
  return checkedGenesis({
    network,
    salt: hexToBytes(salt),
    timestamp,
    allocations: allocations.map(({ address, amount }, i) => ({
      publicKey: parseAddress(address, networks[network], i),
      amount: BigInt(amount),
    })),
  });
}

/**
 * The beginning of a new devnet. Random unless a salt is given, so that two of them never accept each other's transactions.
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
  // Copies: what the caller does to its bytes later must not make another genesis of it.
  return {
    ...genesis,
    salt: new Uint8Array(salt),
    allocations: allocations.map(({ publicKey, amount }) => ({ publicKey: new Uint8Array(publicKey), amount })),
  };
}

/** What `parseGenesis` reads; `JSON.stringify` writes it exactly. @throws as `createDevnetGenesis` */
export function genesisToJson(genesis: Genesis): GenesisJson {
  checkedGenesis(genesis);
  return {
    network: genesis.network,
    salt: bytesToHex(genesis.salt),
    timestamp: genesis.timestamp,
    allocations: genesis.allocations.map(({ publicKey, amount }) => ({
      address: encodeAddress(publicKey, networks[genesis.network]),
      amount: String(amount),
    })),
  };
}

/**
 * The bytes that stand for a genesis whatever its file looks like: length of the network's name (u8) and the name (UTF-8), salt
 * (32), timestamp (u64), number of allocations (u32), then public key (32) and amount (u64) of each, in the order listed.
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
    writer.fixed(publicKey, KEY_SIZE, 'publicKey');
    writer.u64(amount);
  }
  return writer.finish();
}

/** Sum of the allocations, in atomic units. @throws TOS_INVALID_ARGUMENT */
export function genesisSupply(genesis: Genesis): bigint {
  assertShape(genesis);
  return genesis.allocations.reduce((sum, { amount }) => sum + amount, 0n);
}

/** @throws TOS_INVALID_ARGUMENT unless the fields are what their types say; how they fit together is `checkedGenesis`'s */
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

/** The genesis itself. @throws TOS_INVALID_ARGUMENT for fields of another type, TOS_INVALID_CONFIG for values that make no genesis */
export function checkedGenesis(genesis: Genesis): Genesis {
  assertShape(genesis);
  const { salt, timestamp, allocations } = genesis;
  if (salt.length !== SALT_SIZE) throw invalid(['salt'], `expected ${SALT_SIZE} bytes, not ${salt.length}`);
  if (!Number.isSafeInteger(timestamp) || timestamp < 0) throw invalid(['timestamp'], 'expected whole milliseconds');
  const seen = new Set<string>();
  for (const [i, { publicKey, amount }] of allocations.entries()) {
    if (publicKey.length !== KEY_SIZE) throw invalid(['allocations', i, 'address'], `expected ${KEY_SIZE} bytes`);
    const key = bytesToHex(publicKey);
    if (seen.has(key)) throw invalid(['allocations', i, 'address'], 'the address is listed before');
    seen.add(key);
    if (amount < 0n) throw invalid(['allocations', i, 'amount'], 'it is negative');
  }
  const supply = genesisSupply(genesis);
  if (supply > MAXIMUM_SUPPLY) throw invalid(['allocations'], `they sum up to ${supply}, at most ${MAXIMUM_SUPPLY}`);
  return genesis;
}

function parseText(text: string): unknown {
  try {
    return parseExactJson(text);
  } catch (error) {
    if (!isTosError(error, 'TOS_INVALID_FORMAT')) throw error;
    throw invalid([], `not JSON: ${error.details.reason}`);
  }
}

function parseAddress(address: string, network: Network, i: number): Uint8Array {
  try {
    return decodeAddress(address, network);
  } catch (error) {
    if (!isTosError(error, 'TOS_INVALID_ADDRESS')) throw error;
    throw invalid(['allocations', i, 'address'], error.details.reason);
  }
}

function invalid(path: readonly PropertyKey[], reason: string): TosError {
  const setting = path.reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[${step}]` : `${text}.${String(step)}`),
    'genesis',
  );
  return new TosError('TOS_INVALID_CONFIG', { setting, reason }, `${setting}: ${reason}.`);
}
