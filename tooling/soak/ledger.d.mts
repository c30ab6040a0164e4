export declare class Ledger {
  sending(hash: string, entry: { readonly kind: string; readonly block: number }): void;
  accepted(hash: string): void;
  refused(hash: string, code: string): void;
  executed(hash: string): void;
  left(hash: string, reason: string): void;
  orphaned(hash: string, isWaiting: boolean): void;
  explained(hash: string, reason: string): void;
}
