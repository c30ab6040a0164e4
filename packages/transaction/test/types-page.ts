import { readFileSync } from 'node:fs';
import {
  ErrorCode,
  type ExactJson,
  MAX_EXTRA_DATA_DECODED,
  MAX_MULTISIG_PARTICIPANTS,
  MAX_TRANSACTION_SIZE,
  MAX_TRANSFER_COUNT,
  stringifyExactJson,
} from '@tos/protocol';
import { encodeTransaction, type Payload, transactionToJson } from '../src/index.ts';
import { MAX_SESSION_KEY_LIST } from '../src/types/agent-account.ts';
import { codecOfPayload } from '../src/types/codecs.ts';
import { MAX_DEPOSITS } from '../src/types/deposits.ts';
import { MAX_DELEGATEES, MAX_FREEZE_DAYS, MIN_FREEZE_DAYS } from '../src/types/energy.ts';
import { MAX_PARAMETERS } from '../src/types/invoke-contract.ts';
import { MAX_NAME_SIZE, MIN_NAME_SIZE } from '../src/types/register-name.ts';
import {
  CIPHERTEXT_PROOF_SIZE,
  EQUALITY_PROOF_SIZE,
  MAX_RANGE_PROOF_SIZE,
  MAX_SOURCE_COMMITMENTS,
  MIN_RANGE_PROOF_SIZE,
  SHIELD_PROOF_SIZE,
} from '../src/types/shielded.ts';
import { MAX_CELL_BYTES, MAX_CELL_DEPTH, MAX_CELL_ITEMS } from '../src/types/value-cell.ts';
import { ENVELOPE_SIZE } from '../src/walk-envelope.ts';
import { burnSample, examples } from './samples.ts';

// docs/types.md, as the code has it: numbers of the limits, sizes and JSON of the examples come from there.

/** A field: its name, its bytes, what the decoder refuses. */
type Field = readonly [name: string, bytes: number | string, limits: string, inExample?: number];

interface Section {
  readonly title: string;
  readonly text: string;
  /** Name of the example, and the fields of its payload in order; those of the extension follow. */
  readonly variants: { readonly [example: string]: readonly Field[] };
}

const count = (bytes: number, limits: string): Field => ['count', bytes, limits];
const option = (name: string, bytes: number): Field => [name, `1, or ${1 + bytes}`, 'presence 00 or 01', 1 + bytes];
const transferCount = count(2, `1 to ${MAX_TRANSFER_COUNT}`);
const extraData: Field = [
  'each: extra data',
  '1, or 3 + n',
  `presence 00 or 01; at most ${MAX_EXTRA_DATA_DECODED} bytes`,
  6,
];
const scalars = 'scalars below L';
const sourceCommitments: readonly Field[] = [
  ['*extension:* count of source commitments', 1, `at most ${MAX_SOURCE_COMMITMENTS}`],
  ['*each:* commitment', 32, ''],
  ['*each:* equality proof', EQUALITY_PROOF_SIZE, scalars],
  ['*each:* asset', 32, ''],
];
const rangeProof = (condition: string): Field => [
  '*extension:* range proof',
  '2 + n',
  `${condition}${MIN_RANGE_PROOF_SIZE} bytes and 64 a round, at most ${MAX_RANGE_PROOF_SIZE}; ${scalars}`,
  2 + MIN_RANGE_PROOF_SIZE,
];
const deposits: readonly Field[] = [
  ['count of deposits', 1, `at most ${MAX_DEPOSITS}`],
  ['each: asset', 32, 'none twice'],
  ['each: kind', 1, '00'],
  ['each: amount', 8, ''],
];
const days: Field = ['days', 4, `${MIN_FREEZE_DAYS} to ${MAX_FREEZE_DAYS}`];
const variant = (number: number): Field => ['variant', 1, `${number}`];

const sections: readonly Section[] = [
  {
    title: 'burn',
    text: 'Destroys coins of the sender.',
    variants: {
      burn: [
        ['asset', 32, ''],
        ['amount', 8, ''],
      ],
    },
  },
  {
    title: 'transfers',
    text: 'Moves coins.',
    variants: {
      transfers: [
        transferCount,
        ['each: asset', 32, ''],
        ['each: destination', 32, ''],
        ['each: amount', 8, ''],
        extraData,
      ],
    },
  },
  {
    title: 'multisig',
    text: "Sets, replaces or deletes the participants whose co-signatures the sender's transactions need.",
    variants: {
      multisig: [
        ['threshold', 1, 'above 0'],
        count(1, `1 to ${MAX_MULTISIG_PARTICIPANTS}`),
        ['each: key', 32, 'none twice'],
      ],
      multisig_deletion: [['threshold', 1, '0, and nothing follows']],
    },
  },
  {
    title: 'invoke_contract',
    text: 'Calls a contract.',
    variants: {
      invoke_contract: [
        ['contract', 32, ''],
        ...deposits,
        ['entry', 2, ''],
        ['most gas', 8, ''],
        ['count of parameters', 1, `at most ${MAX_PARAMETERS}`],
        ['each: value cell', 'n', 'see below', 16],
      ],
    },
  },
  {
    title: 'deploy_contract',
    text: 'Puts a contract on the chain, and calls its constructor if there is one to call.',
    variants: {
      deploy_contract: [
        ['length of the module', 4, ''],
        ['module', 'n', 'an ELF file: begins with 7f454c46', 4],
        ['call', 1, 'presence 00 or 01'],
        ['*if called:* most gas', 8, ''],
        ...deposits.map(([name, ...rest]): Field => [`*if called:* ${name}`, ...rest]),
      ],
    },
  },
  {
    title: 'energy',
    text: 'Freezes coins for energy, of the sender or of others; lets go of them; takes back what was let go.',
    variants: {
      freeze_tos: [variant(0), ['amount', 8, ''], days],
      freeze_tos_delegate: [
        variant(1),
        count(8, `at most ${MAX_DELEGATEES}`),
        ['each: delegatee', 32, ''],
        ['each: amount', 8, ''],
        days,
      ],
      unfreeze_tos: [
        variant(2),
        ['amount', 8, ''],
        ['from delegation', 1, '00 or 01'],
        option('record', 4),
        option('delegatee', 32),
      ],
      withdraw_unfrozen: [variant(3)],
    },
  },
  {
    title: 'uno_transfers',
    text: 'Moves hidden amounts.',
    variants: {
      uno_transfers: [
        transferCount,
        ['each: asset', 32, ''],
        ['each: destination', 32, ''],
        extraData,
        ['each: commitment', 32, ''],
        ["each: sender's handle", 32, ''],
        ["each: receiver's handle", 32, ''],
        ['each: validity proof', CIPHERTEXT_PROOF_SIZE, scalars],
        ...sourceCommitments,
        rangeProof(''),
      ],
    },
  },
  {
    title: 'shield_transfers',
    text: 'Moves visible coins to hidden balances.',
    variants: {
      shield_transfers: [
        transferCount,
        ['each: asset', 32, ''],
        ['each: destination', 32, ''],
        ['each: amount', 8, ''],
        extraData,
        ['each: commitment', 32, ''],
        ["each: receiver's handle", 32, ''],
        ['each: proof', SHIELD_PROOF_SIZE, scalars],
        ...sourceCommitments.map(([name, bytes, limits], n): Field => [name, bytes, limits, n === 0 ? 1 : 0]),
      ],
    },
  },
  {
    title: 'unshield_transfers',
    text: 'Moves coins from hidden balances to visible ones.',
    variants: {
      unshield_transfers: [
        transferCount,
        ['each: asset', 32, ''],
        ['each: destination', 32, ''],
        ['each: amount', 8, ''],
        extraData,
        ['each: commitment', 32, ''],
        ["each: sender's handle", 32, ''],
        ['each: validity proof', CIPHERTEXT_PROOF_SIZE, scalars],
        ...sourceCommitments,
        rangeProof('only with source commitments; '),
      ],
    },
  },
  {
    title: 'register_name',
    text: "Gives the sender's account a name. Which characters it may have is a rule, not a matter of the format.",
    variants: {
      register_name: [
        ['length', 1, `${MIN_NAME_SIZE} to ${MAX_NAME_SIZE}`],
        ['name', 'n', 'strict UTF-8', 5],
      ],
    },
  },
  {
    title: 'agent_account',
    text: "Makes the sender's account one that an agent acts for, and changes how.",
    variants: {
      agent_register: [
        variant(0),
        ['controller', 32, ''],
        ['policy hash', 32, ''],
        option('energy pool', 32),
        option('session key root', 32),
      ],
      agent_update_policy: [variant(1), ['policy hash', 32, '']],
      agent_rotate_controller: [variant(2), ['controller', 32, '']],
      agent_set_status: [variant(3), ['status', 1, '']],
      agent_set_energy_pool: [variant(4), option('energy pool', 32)],
      agent_set_session_key_root: [variant(5), option('session key root', 32)],
      agent_add_session_key: [
        variant(6),
        ['key id', 8, ''],
        ['key', 32, ''],
        ['expiry topoheight', 8, ''],
        ['most value in a window', 8, ''],
        ['count of targets', 2, `at most ${MAX_SESSION_KEY_LIST}`],
        ['each: target', 32, ''],
        ['count of assets', 2, `at most ${MAX_SESSION_KEY_LIST}`],
        ['each: asset', 32, ''],
      ],
      agent_revoke_session_key: [variant(7), ['key id', 8, '']],
    },
  },
];

/** Examples and the bytes that the page says they have: for the test that these are true. */
export function documentedSizes(): { example: string; payload: Payload; bytes: number }[] {
  return sections.flatMap(({ variants }) =>
    Object.entries(variants).map(([example, fields]) => ({
      example,
      payload: examples[example]!,
      bytes: ENVELOPE_SIZE + fields.reduce((sum, field) => sum + bytesInExample(field), 0),
    })),
  );
}

/** The whole page. */
export function typesPage(): string {
  return [introduction(), ...sections.map(sectionText), valueCells()].join('\n');
}

function bytesInExample([name, bytes, , inExample]: Field): number {
  const known = inExample ?? bytes;
  if (typeof known === 'number') return known;
  throw new Error(`${name}: say how many bytes the example has`);
}

function introduction(): string {
  return `# Transaction types

Every type of the profile \`baseline\`: what stands on the wire, what the decoder refuses, how it looks in JSON. This page is
made by the tests from the code (\`vitest run packages/transaction/test/types-page.test.ts -u\`); they fail when it is not true.

All numbers are big-endian, all keys, hashes, assets and points have 32 bytes. Whatever is refused here is refused with
\`TOS_INVALID_FORMAT\`, which names the byte; to a client of the chain that is \`0100\`. What a type must fulfil beyond its format
is in \`packages/runtime/src/rules/\`; the codes that its rule answers with stand at its end. The steps that all types share answer
with ${codesIn(sharedSteps)}. Chain ids are 0 mainnet, 1 testnet, 2 stagenet, 3 devnet; any other decodes, and is no network's.

## Envelope

| field | bytes | refused unless |
|---|---|---|
| version | 1 | 1 |
| chain id | 1 | |
| source | 32 | |
| opcode | 1 | one of those below |
| *payload* | | |
| fee | 8 | |
| fee type | 1 | 0 TOS, 1 ENERGY, 2 UNO |
| nonce | 8 | |
| *extension:* of three types | | |
| reference hash | 32 | |
| reference topoheight | 8 | |
| multisig | 1, or 2 + 65 each | presence 00 or 01; no id twice; scalars below L |
| signature | 64 | scalars below L |

That is ${ENVELOPE_SIZE} bytes beside payload and options, at most ${MAX_TRANSACTION_SIZE} with them. The owner signs all fields up to the nonce and
the reference, without the extension; co-signers sign the BLAKE3 hash of the same bytes. In JSON:

\`\`\`jsonc
${json(burnSample.payload, 'whole')}
\`\`\`

Below, only \`tx_type\` and what belongs to the type. Members that are null may be absent, and so may these lists when they are
empty: delegatees (of other variants), deposits, parameters, source_commitments, allowed_targets, allowed_assets.
`;
}

// Where a type's own codes stand, and those of the steps that all types share.
const ruleFiles: { readonly [type in Payload['type']]: readonly string[] } = {
  burn: ['rules/burn.ts'],
  transfers: ['rules/transfers.ts'],
  multisig: ['rules/multisig.ts'],
  invoke_contract: ['rules/not-supported.ts'],
  deploy_contract: ['rules/deploy-contract.ts'],
  energy: ['rules/energy.ts', 'frozen-coins.ts'],
  uno_transfers: ['rules/not-supported.ts'],
  shield_transfers: ['rules/shield-transfers.ts'],
  unshield_transfers: ['rules/not-supported.ts'],
  register_name: ['rules/register-name.ts'],
  agent_account: ['rules/agent-account.ts'],
};
const sharedSteps = [
  'block-stages.ts',
  'define-rule.ts',
  'transaction-steps.ts',
  'transfer-like.ts',
  'signer.ts',
  'co-signatures.ts',
];

/** The result codes that files of the runtime name, in the order of their numbers. */
function codesIn(files: readonly string[]): string {
  const sources = files.map((file) => readFileSync(new URL(`../../runtime/src/${file}`, import.meta.url), 'utf8'));
  const named = new Set(
    sources.flatMap((source) => [...source.matchAll(/ErrorCode\.([A-Z_]+)/g)].map((match) => match[1])),
  );
  const codes = Object.entries(ErrorCode).filter(([name]) => named.has(name) && name !== 'OK');
  return codes.map(([name, code]) => `\`${code.toString(16).padStart(4, '0')} ${name}\``).join(', ');
}

function sectionText({ title, text, variants }: Section): string {
  const first = Object.keys(variants)[0]!;
  const { opcode } = codecOfPayload(examples[first]!);
  const all = Object.entries(variants).map(([example, fields]) => {
    const heading = example === title ? '' : `### ${example}\n\n`;
    return heading + variantText(example, fields);
  });
  const rule = ruleFiles[codecOfPayload(examples[first]!).type];
  const errors = `Its rule answers with ${codesIn(rule)}.\n`;
  return [`## ${title} (${opcode})\n`, `${text}\n`, ...all, errors].join('\n');
}

function variantText(example: string, fields: readonly Field[]): string {
  const payload = examples[example]!;
  const rows = fields.map(([name, bytes, limits]) => `| ${name} | ${bytes} | ${limits} |`.replace('|  |', '| |'));
  const size = encodeTransaction({ ...burnSample, payload }).length;
  return `| field | bytes | refused unless |
|---|---|---|
${rows.join('\n')}

A transaction of ${size} bytes:

\`\`\`jsonc
${json(payload, 'own')}
\`\`\`
`;
}

function valueCells(): string {
  return `## Value cells

What a contract takes: a kind, then what belongs to it.

| kind | bytes behind it | refused unless |
|---|---|---|
| 0 default | a primitive | |
| 1 bytes | length 4, n | at most ${MAX_CELL_BYTES} bytes |
| 2 object | count 4, cells | at most ${MAX_CELL_ITEMS} cells |
| 3 map | count 4, pairs of cells | at most ${MAX_CELL_ITEMS} pairs; a key may occur twice |

Objects and maps that hold something nest at most ${MAX_CELL_DEPTH} deep.

| primitive | bytes behind it | refused unless |
|---|---|---|
| 0 null | | |
| 1 u8, 2 u16, 3 u32, 4 u64, 5 u128, 6 u256 | 1, 2, 4, 8, 16, 32 | |
| 7 bool | 1 | 00 or 01 |
| 8 string | length 2, n | strict UTF-8 |
| 9 range | two integers, each with its type | of the same type |
| 10 opaque | | (always refused: none is registered) |

In JSON: \`{"kind":"default","value":{"type":"u64","value":7}}\`, null for the primitive null, hex for the value of bytes and
of u256, a list of two integers for the value of a range, a list of lists of two cells for the value of a map.
`;
}

/** Members that all types have. */
const envelope = new Set(Object.keys(membersOf(transactionToJson(burnSample))));
for (const own of ['tx_type', 'payload']) envelope.delete(own);

function json(payload: Payload, members: 'whole' | 'own'): string {
  const all = Object.entries(membersOf(transactionToJson({ ...burnSample, payload })));
  const shown = members === 'whole' ? all : all.filter(([name]) => !envelope.has(name));
  return short(stringifyExactJson(Object.fromEntries(shown), 2));
}

function membersOf(json: ExactJson): { readonly [member: string]: ExactJson } {
  if (typeof json !== 'object' || json === null) throw new Error('not an object');
  return Object.fromEntries(Object.entries(json));
}

/** Long hex, cut: the examples are to be read. */
function short(text: string): string {
  return text.replace(
    /"([0-9a-f]{8})[0-9a-f]{48,}([0-9a-f]{8})"/g,
    (hex, start, end) => `"${start}..${end}" /* ${(hex.length - 2) / 2} bytes */`,
  );
}
