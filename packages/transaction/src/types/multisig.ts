import { MAX_MULTISIG_PARTICIPANTS, Opcode } from '@tos/protocol';
import { bytes, type LayoutRow, type ListField, list, type RecordField, record, rowsOf, u8 } from '../fields/index.ts';
import type { WireWriter } from '../wire-writer.ts';
import { type DefinedType, defineType, type FieldsOf } from './define-type.ts';

/** Sets, replaces or deletes the participants whose co-signatures the sender's transactions need. */
export interface MultisigPayload {
  readonly type: 'multisig';
  /** Co-signatures that a transaction needs, 0 to 255; 0 deletes the setup, and no participant is listed then. */
  readonly threshold: number;
  /** Keys, 32 bytes each, none twice: 1 to 255 of them, none for a deletion. */
  readonly participants: readonly Uint8Array[];
}

type Fields = FieldsOf<MultisigPayload>;

export const participantsField: ListField<Uint8Array> = list(bytes(32), {
  count: 1,
  max: MAX_MULTISIG_PARTICIPANTS,
  what: 'participants',
  noneTwice: 'a participant occurs twice',
});
const both = record<Fields>({ threshold: u8, participants: participantsField });
const [count, ...keys] = participantsField.rows('participants');
const rows: readonly LayoutRow[] = [
  ...u8.rows('threshold'),
  ...rowsOf('unless the threshold is 0', [{ ...count!, limits: `1 to ${MAX_MULTISIG_PARTICIPANTS}` }, ...keys]),
];

/** The list is there only where the threshold is not 0. */
export const multisigFields: RecordField<Fields> = {
  ...both,
  least: 1,
  walk(reader) {
    if (reader.u8() === 0) return;
    if (reader.u8() === 0) reader.fail('a threshold above 0 needs participants', -1);
    reader.offset -= 1;
    participantsField.walk(reader);
  },
  read(reader) {
    const threshold = reader.u8();
    return { threshold, participants: threshold === 0 ? [] : participantsField.read(reader) };
  },
  write: (writer, value, name) => writer.object(value, name, (given) => writeMembers(writer, given)),
  writeMembers,
  json: (make) =>
    both
      .json(make)
      .refine(
        (value) => value.threshold > 0 || value.participants.length === 0,
        'expected no participants for threshold 0',
      ),
  layouts: [{ variant: null, rows, least: 1 }],
};

export const multisig: DefinedType<MultisigPayload> = defineType({
  opcode: Opcode.MULTISIG,
  type: 'multisig',
  payload: multisigFields,
});

function writeMembers(writer: WireWriter, { threshold, participants }: Fields): void {
  writer.u8(threshold, 'threshold');
  if (threshold > 0) participantsField.write(writer, participants, 'participants');
  else if (!Array.isArray(participants) || participants.length > 0) {
    throw writer.refuse('participants', 'empty where the threshold is 0', participants);
  }
}
