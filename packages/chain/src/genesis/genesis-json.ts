import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { decodeAddress, encodeAddress } from '@tos/crypto';
import { isTosError, type Network, networks, parseExactJson } from '@tos/protocol';
import { z } from 'zod';
import { checkedGenesis, type Genesis, invalidGenesis } from './genesis.ts';

/** The contents of a genesis file. */
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
  // `parseExactJson` returns bigints. One that a number cannot hold becomes no safe integer, which is refused.
  timestamp: z.preprocess((value) => (typeof value === 'bigint' ? Number(value) : value), z.int().nonnegative()),
  allocations: z.array(
    z.strictObject({
      address: z.string(),
      amount: z.string().regex(/^(0|[1-9][0-9]{0,19})$/, 'expected atomic units as a decimal string'),
    }),
  ),
});

/**
 * Reads a genesis file.
 * @param json the text of the file, or the JSON value in it
 * @throws TOS_INVALID_CONFIG with the path of what is wrong
 */
export function parseGenesis(json: unknown): Genesis {
  const parsed = genesisSchema.safeParse(typeof json === 'string' ? parseText(json) : json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw invalidGenesis(issue?.path ?? [], issue?.message ?? 'invalid');
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

/** The form that `parseGenesis` reads. `JSON.stringify` loses nothing of it. @throws as `createDevnetGenesis` */
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

function parseText(text: string): unknown {
  try {
    return parseExactJson(text);
  } catch (error) {
    if (!isTosError(error, 'TOS_INVALID_FORMAT')) throw error;
    throw invalidGenesis([], `not JSON: ${error.details.reason}`);
  }
}

function parseAddress(address: string, network: Network, i: number): Uint8Array {
  try {
    return decodeAddress(address, network);
  } catch (error) {
    if (!isTosError(error, 'TOS_INVALID_ADDRESS')) throw error;
    throw invalidGenesis(['allocations', i, 'address'], error.details.reason);
  }
}
