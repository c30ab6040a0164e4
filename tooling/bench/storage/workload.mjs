// Blocks of transfers between random accounts, and the versions that their writes replace.
import { random, randomBytes, uniform } from './random.mjs';

const { domains, encodeBalance, encodeU64Record } = await import(
  new URL('../../../packages/state/dist/index.js', import.meta.url)
);

/** Transfers per block. */
export const TRANSFERS = 1000;
/** Bytes of a signed transfer. */
const TRANSFER_SIZE = 232;
const BODY = randomBytes(TRANSFERS * TRANSFER_SIZE);
const NOTHING = new Uint8Array();
const DIGEST = new Uint8Array(32).fill(7);
const KEY_SIZE = 32;
/** The account that every block rewards. */
const MINER = 0;

/** Values of one topoheight: all accounts that a block touches get equal ones. */
const valuesAt = [];
function valueAt(domain, topoheight) {
  valuesAt[topoheight] ??= {
    nonce: encodeU64Record(BigInt(topoheight)),
    balance: encodeBalance({ type: 'output', final: BigInt(topoheight) * 1_000_000_007n, output: null }),
  };
  return valuesAt[topoheight][domain.name];
}

/** The chain's metadata at a topoheight. */
function metadataAt(topoheight, hash) {
  return {
    network: 'devnet',
    genesis: DIGEST,
    head: { hash, height: topoheight, topoheight },
    tips: [hash],
    supply: { emitted: 0n, burned: 0n },
    digest: DIGEST,
  };
}

/** A chain whose accounts all have a nonce and a balance from its beginning, at topoheight 0. */
export class Workload {
  #keys;
  #newest;
  #linked;
  head = 0;

  constructor(accounts) {
    this.accounts = accounts;
    this.#keys = keysOf(accounts);
    // Of each account's records: topoheight of the newest version, and of the version before it; -1 for none.
    const columns = (fill) => ({
      nonce: new Int32Array(accounts).fill(fill),
      balance: new Int32Array(accounts).fill(fill),
    });
    this.#newest = columns(0);
    this.#linked = columns(-1);
  }

  /** A record of the account with a number. Keys rise with the number: writes that are sorted by number are sorted by key. */
  ref(domain, account) {
    const start = account * (KEY_SIZE + 1);
    // The key of a native balance is the account's key and a zero.
    const size = domain === domains.balance ? KEY_SIZE + 1 : KEY_SIZE;
    return { domain, key: this.#keys.subarray(start, start + size) };
  }

  /** The balance that every block changes. */
  get hotRef() {
    return this.ref(domains.balance, MINER);
  }

  /** References to the records of random accounts, sorted. */
  heads(size) {
    const drawn = new Set();
    while (drawn.size < Math.min(size / 2, this.accounts)) drawn.add(random(this.accounts));
    return [domains.nonce, domains.balance].flatMap((domain) =>
      sorted(drawn).map((account) => this.ref(domain, account)),
    );
  }

  /** All records at topoheight 0, in order. */
  *records() {
    for (const domain of [domains.nonce, domains.balance]) {
      for (let account = 0; account < this.accounts; account++) {
        yield { ref: this.ref(domain, account), topoheight: 0, value: valueAt(domain, 0) };
      }
    }
  }

  /** The state at topoheight 0, as `importState` takes it. */
  state() {
    const records = this.records();
    return {
      metadata: metadataAt(0, DIGEST),
      records: (async function* () {
        yield* records;
      })(),
    };
  }

  /**
   * The next block of transfers, with the reward of the miner: its writes are the nonce and the balance of each sender, the balance of each
   * receiver, and the balance of the miner.
   * @param draw draws an account
   * @param isBare true for a block without bytes and hashes of transactions
   * @returns the commit of it, with and without the versions that its writes replace
   */
  next({ draw = uniform(this.accounts), isBare = false } = {}) {
    const senders = new Set();
    const touched = new Set([MINER]);
    for (let i = 0; i < TRANSFERS; i++) {
      const sender = draw();
      senders.add(sender);
      touched.add(sender).add(draw());
    }
    return this.#block(
      [
        [domains.nonce, sorted(senders)],
        [domains.balance, sorted(touched)],
      ],
      isBare,
    );
  }

  /** The next block, which rewards the miner only. */
  nextEmpty() {
    return this.#block([[domains.balance, [MINER]]], true);
  }

  #block(touched, isBare) {
    const topoheight = ++this.head;
    const writes = touched.flatMap(([domain, accounts]) =>
      accounts.map((account) => this.#write(domain, account, topoheight)),
    );
    const hashes = isBare ? NOTHING : randomBytes(TRANSFERS * 32);
    const hash = randomBytes(32);
    const block = {
      hash,
      height: topoheight,
      topoheight,
      bytes: isBare ? NOTHING : BODY,
      transactionHashes: Array.from({ length: hashes.length / 32 }, (_, i) => hashes.subarray(32 * i, 32 * i + 32)),
      digest: DIGEST,
      info: DIGEST,
    };
    const metadata = metadataAt(topoheight, hash);
    return { block, metadata, writes, plainWrites: writes.map(({ ref, value }) => ({ ref, value })) };
  }

  #write(domain, account, topoheight) {
    const newest = this.#newest[domain.name];
    const linked = this.#linked[domain.name];
    const before = newest[account];
    const link = linked[account];
    linked[account] = before;
    newest[account] = topoheight;
    const previous = { topoheight: before, previous: link < 0 ? null : link, value: valueAt(domain, before) };
    return { ref: this.ref(domain, account), value: valueAt(domain, topoheight), previous };
  }
}

/** Keys of 32 bytes, each with a zero behind it. They are spread evenly, as public keys are. */
function keysOf(accounts) {
  const keys = randomBytes(4 * Math.ceil((accounts * (KEY_SIZE + 1)) / 4));
  const view = new DataView(keys.buffer);
  for (let account = 0; account < accounts; account++) {
    const start = account * (KEY_SIZE + 1);
    view.setUint32(start, Math.floor((account / accounts) * 2 ** 32));
    view.setUint8(start + KEY_SIZE, 0);
  }
  return keys;
}

function sorted(accounts) {
  return [...Uint32Array.from(accounts).sort()];
}
