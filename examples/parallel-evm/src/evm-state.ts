import type { AccountFields, StateManagerInterface } from '@ethereumjs/common';
import { OriginalStorageCache } from '@ethereumjs/statemanager';
import { Account, type Address, equalsBytes } from '@ethereumjs/util';
import { keccak_256 } from '@noble/hashes/sha3.js';
import type { TaskScope, TaskValue } from '@tos/tasks';
import { accountKey, balanceKey, codeKey, decodeAccount, encodeAccount, storageKey } from './state-keys.ts';

/** Stands for a balance that is only added to and so is not known: high enough that no account with it counts as empty. */
const UNKNOWN_BALANCE = 1n << 128n;
const NOTHING = new Uint8Array(0);

/** A value as EthereumJS sees it now, and as it was in the scope. */
interface Known<T> {
  readonly before: T;
  now: T;
}

/**
 * The state manager that EthereumJS runs on. It reads declared keys from the scope of a task, keeps changes with their checkpoints, and writes
 * what has changed back at the end.
 */
export class EvmState implements StateManagerInterface {
  readonly originalStorageCache: OriginalStorageCache = new OriginalStorageCache((address, key) =>
    this.getStorage(address, key),
  );
  #scope: TaskScope;
  #addedTo: ReadonlySet<string>;
  readonly #accounts = new Map<string, Known<Account | undefined>>();
  /** Code and storage, by key. */
  readonly #bytes = new Map<string, Known<Uint8Array>>();
  /** How to undo each change, and how many changes there were at each checkpoint. */
  readonly #undo: (() => void)[] = [];
  readonly #checkpoints: number[] = [];
  /** Accounts whose balances a contract must not read: they are only added to, once the contract is done. */
  #hidden: string | undefined;
  /** True while contracts may run. */
  isRunning = false;

  /** @param addedTo accounts whose balances are only added to, and not known */
  constructor(scope: TaskScope, addedTo: ReadonlySet<string> = new Set()) {
    this.#scope = scope;
    this.#addedTo = addedTo;
  }

  /**
   * Goes on with another scope, and forgets what it knows.
   * @param coinbase who gets the fees
   */
  attach(scope: TaskScope, addedTo: ReadonlySet<string>, coinbase: string): void {
    this.#scope = scope;
    this.#addedTo = addedTo;
    this.#hidden = addedTo.has(coinbase) ? coinbase : undefined;
    this.#accounts.clear();
    this.#bytes.clear();
    this.#undo.length = 0;
    this.#checkpoints.length = 0;
    this.isRunning = false;
    this.originalStorageCache.clear();
  }

  /** Writes the values that differ from those that were read back to the scope. */
  flush(): void {
    for (const [address, known] of this.#accounts) {
      const { before, now } = known;
      if (!isSameAccount(before, now)) this.#put(accountKey(address), now && encodeAccount(now));
      const added = (now?.balance ?? 0n) - (before?.balance ?? 0n);
      if (added === 0n) continue;
      if (this.#addedTo.has(address)) this.#scope.add(balanceKey(address), added);
      else this.#put(balanceKey(address), now?.balance === 0n ? undefined : now?.balance);
    }
    for (const [key, { before, now }] of this.#bytes) {
      if (!equalsBytes(before, now)) this.#put(key, now.length === 0 ? undefined : now);
    }
  }

  async getAccount(address: Address): Promise<Account | undefined> {
    const name = address.toString();
    // The scope refuses this read, because the balance is not declared as read.
    if (this.isRunning && name === this.#hidden) this.#scope.get(balanceKey(name));
    const { now } = this.#account(name);
    // EthereumJS changes an account that it gets, whether or not it puts the account back.
    return now && new Account(now.nonce, now.balance, now.storageRoot, now.codeHash);
  }

  async putAccount(address: Address, account?: Account): Promise<void> {
    const kept = account && new Account(account.nonce, account.balance, account.storageRoot, account.codeHash);
    this.#change(this.#account(address.toString()), kept);
  }

  async deleteAccount(address: Address): Promise<void> {
    this.#change(this.#account(address.toString()), undefined);
  }

  async modifyAccountFields(address: Address, fields: AccountFields): Promise<void> {
    await this.putAccount(address, Object.assign((await this.getAccount(address)) ?? new Account(), fields));
  }

  async getCode(address: Address): Promise<Uint8Array> {
    const account = this.#account(address.toString()).now;
    return account?.isContract() ? this.#value(codeKey(address.toString())).now : NOTHING;
  }

  async getCodeSize(address: Address): Promise<number> {
    return (await this.getCode(address)).length;
  }

  async putCode(address: Address, code: Uint8Array): Promise<void> {
    this.#change(this.#value(codeKey(address.toString())), code);
    if (this.#account(address.toString()).now === undefined) await this.putAccount(address, new Account());
    await this.modifyAccountFields(address, { codeHash: keccak_256(code) });
  }

  async getStorage(address: Address, key: Uint8Array): Promise<Uint8Array> {
    return this.#value(storageKey(address.toString(), key)).now;
  }

  async putStorage(address: Address, key: Uint8Array, value: Uint8Array): Promise<void> {
    this.#change(this.#value(storageKey(address.toString(), key)), value);
  }

  async clearStorage(): Promise<void> {
    throw new Error('This example does not handle contracts that are created or destroyed.');
  }

  async checkpoint(): Promise<void> {
    this.#checkpoints.push(this.#undo.length);
  }

  async commit(): Promise<void> {
    this.#checkpoints.pop();
    if (this.#checkpoints.length === 0) this.#undo.length = 0;
  }

  async revert(): Promise<void> {
    const length = this.#checkpoints.pop() ?? 0;
    while (this.#undo.length > length) this.#undo.pop()?.();
  }

  clearCaches(): void {}

  getStateRoot(): Promise<Uint8Array> {
    throw new Error('There is no state root: a task sees only the keys that it declared.');
  }

  setStateRoot(): Promise<void> {
    return this.getStateRoot().then(() => {});
  }

  async hasStateRoot(): Promise<boolean> {
    return false;
  }

  shallowCopy(): StateManagerInterface {
    return new EvmState(this.#scope, this.#addedTo);
  }

  #account(address: string): Known<Account | undefined> {
    let known = this.#accounts.get(address);
    if (known === undefined) {
      const bytes = this.#scope.get(accountKey(address));
      const account = bytes instanceof Uint8Array ? decodeAccount(bytes, this.#balance(address)) : undefined;
      known = { before: account, now: account };
      this.#accounts.set(address, known);
    }
    return known;
  }

  #balance(address: string): bigint {
    if (this.#addedTo.has(address)) return UNKNOWN_BALANCE;
    const balance = this.#scope.get(balanceKey(address));
    return typeof balance === 'bigint' ? balance : 0n;
  }

  #value(key: string): Known<Uint8Array> {
    let known = this.#bytes.get(key);
    if (known === undefined) {
      const value = this.#scope.get(key);
      const bytes = value instanceof Uint8Array ? value : NOTHING;
      known = { before: bytes, now: bytes };
      this.#bytes.set(key, known);
    }
    return known;
  }

  #change<T>(known: Known<T>, value: T): void {
    const { now } = known;
    known.now = value;
    this.#undo.push(() => {
      known.now = now;
    });
  }

  #put(key: string, value: TaskValue | undefined): void {
    if (value === undefined) this.#scope.delete(key);
    else this.#scope.set(key, value);
  }
}

/** Whether two accounts are equal but for the balance, which has a key of its own. */
function isSameAccount(a: Account | undefined, b: Account | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.nonce === b.nonce && equalsBytes(a.codeHash, b.codeHash);
}
