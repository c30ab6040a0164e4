import { readFileSync } from 'node:fs';
import { ErrorCode, type ExactJson, MAX_TRANSACTION_SIZE, stringifyExactJson } from '@tos/protocol';
import type { Layout, LayoutRow } from '../src/fields/index.ts';
import { encodeTransaction, type Payload } from '../src/index.ts';
import { transactionToJson } from '../src/json/index.ts';
import { definedTypes } from '../src/types/codecs.ts';
import type { DefinedType } from '../src/types/define-type.ts';
import { MAX_CELL_BYTES, MAX_CELL_DEPTH, MAX_CELL_ITEMS } from '../src/types/value-cell.ts';
import { ENVELOPE_SIZE } from '../src/walk-envelope.ts';
import { burnSample, examples } from './samples.ts';

// docs/types.md, as the code has it: layouts come from the field tables, sizes and JSON of the examples from the codecs.

interface Section {
  readonly text: string;
  /** Names of the examples, the first of each variant with the layout of the variant. */
  readonly examples: readonly string[];
}

const sections: { readonly [type in Payload['type']]: Section } = {
  burn: { text: 'Destroys coins of the sender.', examples: ['burn'] },
  transfers: { text: 'Moves coins.', examples: ['transfers'] },
  multisig: {
    text: "Sets, replaces or deletes the participants whose co-signatures the sender's transactions need.",
    examples: ['multisig', 'multisig_deletion'],
  },
  invoke_contract: { text: 'Calls a contract.', examples: ['invoke_contract'] },
  deploy_contract: {
    text: 'Puts a contract on the chain, and calls its constructor if there is one to call.',
    examples: ['deploy_contract'],
  },
  energy: {
    text: 'Freezes coins for energy, of the sender or of others; lets go of them; takes back what was let go.',
    examples: ['freeze_tos', 'freeze_tos_delegate', 'unfreeze_tos', 'withdraw_unfrozen'],
  },
  uno_transfers: { text: 'Moves hidden amounts.', examples: ['uno_transfers'] },
  shield_transfers: { text: 'Moves visible coins to hidden balances.', examples: ['shield_transfers'] },
  unshield_transfers: {
    text: 'Moves coins from hidden balances to visible ones.',
    examples: ['unshield_transfers'],
  },
  register_name: {
    text: "Gives the sender's account a name. Which characters it may have is a rule, not a matter of the format.",
    examples: ['register_name'],
  },
  agent_account: {
    text: "Makes the sender's account one that an agent acts for, and changes how.",
    examples: [
      'agent_register',
      'agent_update_policy',
      'agent_rotate_controller',
      'agent_set_status',
      'agent_set_energy_pool',
      'agent_set_session_key_root',
      'agent_add_session_key',
      'agent_revoke_session_key',
    ],
  },
};

/** Bytes in the example of the rows that have no fixed number, in the order of the rows. */
const variableBytes: { readonly [example: string]: readonly number[] } = {
  transfers: [6],
  multisig_deletion: [],
  invoke_contract: [16],
  deploy_contract: [4 + 4],
  unfreeze_tos: [5, 33],
  uno_transfers: [6, 2 + 288],
  shield_transfers: [6],
  unshield_transfers: [6, 2 + 288],
  register_name: [1 + 5],
  agent_register: [33, 33],
  agent_set_energy_pool: [33],
  agent_set_session_key_root: [33],
};

/** Rows of a layout that its example has no bytes of: the list of a deletion, and source commitments. */
const missingRows: { readonly [example: string]: (row: LayoutRow) => boolean } = {
  multisig_deletion: ({ name }) => name.startsWith('unless the threshold is 0'),
  shield_transfers: ({ name }) => name.startsWith('*extension:* each'),
};

function typeOf(payload: Payload): DefinedType {
  const found = definedTypes.find(({ type }) => type === payload.type);
  if (found === undefined) throw new Error(`no type ${payload.type}`);
  return found;
}

function layoutOf(payload: Payload): Layout {
  const { layouts } = typeOf(payload);
  const found = layouts.find(({ variant }) => variant === ('variant' in payload ? payload.variant : null));
  if (found === undefined) throw new Error(`no layout of ${payload.type}`);
  return found;
}

/** The rows of a payload, and those of the type's extension. */
function rowsOf(payload: Payload): LayoutRow[] {
  const extension = (typeOf(payload).extensionLayout?.rows ?? []).map((row) => ({
    ...row,
    name: `*extension:* ${row.name}`,
  }));
  return [...layoutOf(payload).rows, ...extension];
}

/** Examples and the bytes that the page says they have: for the test that these are true. */
export function documentedSizes(): { example: string; payload: Payload; bytes: number }[] {
  return Object.values(sections).flatMap(({ examples: names }) =>
    names.map((example) => {
      const payload = examples[example]!;
      const isMissing = missingRows[example] ?? (() => false);
      const variable = [...(variableBytes[example] ?? [])];
      const bytes = rowsOf(payload)
        .filter((row) => !isMissing(row))
        .map((row) => (/^\d+$/.test(row.bytes) ? Number(row.bytes) : variable.shift()!));
      expectAllUsed(example, variable);
      return { example, payload, bytes: ENVELOPE_SIZE + bytes.reduce((sum, size) => sum + size, 0) };
    }),
  );
}

function expectAllUsed(example: string, left: readonly number[]): void {
  if (left.length > 0) throw new Error(`${example}: ${left.length} sizes of rows that the layout has not`);
}

/** The whole page. */
export function typesPage(): string {
  return [introduction(), ...definedTypes.map(sectionText), valueCells()].join('\n');
}

/** The table of payloads in docs/protocol.md, one row for each type and variant. */
export function payloadTable(): string {
  const rows = definedTypes.flatMap(({ opcode, type, layouts, extensionLayout }) =>
    layouts.map(({ variant, rows: own, least }, n) => {
      const number = variant === null ? `${opcode}` : `${opcode}/${n}`;
      const name = variant === null ? type : `${type}: ${variant}`;
      const extension = extensionLayout === null ? '' : ' *';
      return `| ${number} | ${name}${extension} | ${layoutInWords(own)} | ${ENVELOPE_SIZE + least + (extensionLayout?.least ?? 0)} |`;
    }),
  );
  return ['| type | name | payload | least size of the whole transaction |', '|---|---|---|---|', ...rows].join('\n');
}

/** "count of transfers 2; each: asset 32, amount 8". */
function layoutInWords(rows: readonly LayoutRow[]): string {
  const groups: { owner: string; fields: string[] }[] = [];
  for (const { name, bytes } of rows) {
    const at = name.lastIndexOf(': ');
    const owner = at < 0 ? '' : name.slice(0, at);
    const label = at < 0 ? name : name.slice(at + 2);
    const field = /^\d+$/.test(bytes) ? `${label} ${bytes}` : `${label} (${bytes})`;
    const last = groups.at(-1);
    if (last?.owner === owner) last.fields.push(field);
    else groups.push({ owner, fields: [field] });
  }
  return groups.map(({ owner, fields }) => (owner === '' ? '' : `${owner}: `) + fields.join(', ')).join('; ');
}

function introduction(): string {
  return `# Transaction types

This page has every type of the profile \`baseline\`: its fields on the wire, what the decoder refuses, and its JSON. A test makes the page
from the code (\`vitest run packages/transaction/test/types-page.test.ts -u\`), and fails when the two differ.

All numbers are big-endian; all keys, hashes, assets and points have 32 bytes. The decoder refuses with
\`TOS_INVALID_FORMAT\`, which names the byte; a client of the chain gets \`0100\`. The rules of a type, beyond its format, are in
\`packages/runtime/src/rules/\`; each section ends with the codes that its rule returns. The steps that all types share return
${codesIn(sharedSteps)}. Chain ids are 0 mainnet, 1 testnet, 2 stagenet, 3 devnet; the decoder accepts any other, which no network has.

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

The envelope has ${ENVELOPE_SIZE} bytes beside payload and optional fields, and the whole transaction at most ${MAX_TRANSACTION_SIZE}. The owner signs all fields up to the nonce and
the reference, without the extension; co-signers sign the BLAKE3 hash of the same bytes. In JSON:

\`\`\`jsonc
${json(burnSample.payload, 'whole')}
\`\`\`

The examples below show only \`tx_type\` and the members of the type. A member that is null may be absent, and so may these lists when they are
empty: delegatees (of other variants), deposits, parameters, source_commitments, allowed_targets, allowed_assets.
`;
}

// The files of the runtime that hold a type's own codes, and those of the steps that all types share.
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

function sectionText({ opcode, type }: DefinedType): string {
  const { text, examples: names } = sections[typeNamed(type)];
  const all = names.map((example, n) => {
    const heading = example === type ? '' : `### ${example}\n\n`;
    const isOfBefore = n > 0 && layoutOf(examples[example]!) === layoutOf(examples[names[n - 1]!]!);
    return heading + (isOfBefore ? '' : layoutTable(examples[example]!)) + exampleText(examples[example]!);
  });
  const errors = `Its rule returns ${codesIn(ruleFiles[typeNamed(type)])}.\n`;
  return [`## ${type} (${opcode})\n`, `${text}\n`, ...all, errors].join('\n');
}

function typeNamed(name: string): Payload['type'] {
  const found = Object.values(examples).find(({ type }) => type === name);
  if (found === undefined) throw new Error(`no example of ${name}`);
  return found.type;
}

function layoutTable(payload: Payload): string {
  const rows = rowsOf(payload).map(({ name, bytes, limits }) =>
    `| ${name} | ${bytes} | ${limits} |`.replace('|  |', '| |'),
  );
  return `| field | bytes | refused unless |
|---|---|---|
${rows.join('\n')}

`;
}

function exampleText(payload: Payload): string {
  const size = encodeTransaction({ ...burnSample, payload }).length;
  return `A transaction of ${size} bytes:

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

/** Long hex is cut: the examples are for people. */
function short(text: string): string {
  return text.replace(
    /"([0-9a-f]{8})[0-9a-f]{48,}([0-9a-f]{8})"/g,
    (hex, start, end) => `"${start}..${end}" /* ${(hex.length - 2) / 2} bytes */`,
  );
}
