/** Numbers of the transaction types on the wire. Source: docs/protocol.md §0 (baseline column), §2.2. */
export const Opcode = {
  BURN: 0,
  TRANSFERS: 1,
  MULTISIG: 2,
  INVOKE_CONTRACT: 3,
  DEPLOY_CONTRACT: 4,
  ENERGY: 5,
  UNO_TRANSFERS: 18,
  SHIELD_TRANSFERS: 19,
  UNSHIELD_TRANSFERS: 20,
  REGISTER_NAME: 21,
  AGENT_ACCOUNT: 23,
} as const;

export type Opcode = (typeof Opcode)[keyof typeof Opcode];

/** The coin or energy in which a fee is paid. Source: docs/protocol.md §2.4. */
export const FeeType = { TOS: 0, ENERGY: 1, UNO: 2 } as const;

export type FeeType = (typeof FeeType)[keyof typeof FeeType];

/**
 * The facts in which versions of the protocol differ. Decoders refuse an opcode or fee type that their profile lacks.
 * The one profile is `baseline`, the version that the public vectors describe (docs/protocol.md §0).
 */
export interface Profile {
  readonly name: string;
  readonly opcodes: ReadonlySet<number>;
  readonly feeTypes: ReadonlySet<number>;
  /** `TransactionVersion` values that decode. */
  readonly transactionVersions: ReadonlySet<number>;
}

export const baseline: Profile = {
  name: 'baseline',
  opcodes: new Set<number>(Object.values(Opcode)),
  feeTypes: new Set<number>(Object.values(FeeType)),
  transactionVersions: new Set<number>([1]),
};
