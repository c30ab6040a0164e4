import { bytesToHex, hexToBytes } from '../../packages/crypto/dist/index.js';
import { networks } from '../../packages/protocol/dist/index.js';
import {
  buildTransaction,
  coSign,
  encodeTransaction,
  transactionHash,
  withCoSignatures,
} from '../../packages/transaction/dist/index.js';
import { refreshNonce } from './accounts.mjs';
import { groupBy } from './group-by.mjs';

const deterministic = { nonce: 'deterministic' };
/** Requests that are under way at once: several connections, as from several wallets. */
const CONNECTIONS = 16;

/** Signs drafts and sends them, each account's in their order, those of different accounts beside each other. */
export class Sender {
  #devnet;
  #ledger;
  #random;
  #onFault;
  /** Milliseconds of each answer since the caller last took them. */
  latencies = [];
  /** Whether a fault has made the wallets' knowledge old, so that the node may refuse what they think is good. */
  isDisturbed = false;

  constructor({ devnet, ledger, random, onFault }) {
    this.#devnet = devnet;
    this.#ledger = ledger;
    this.#random = random;
    this.#onFault = onFault;
  }

  /** Resolves when all are answered, or the node has ended. */
  async send(drafts, block) {
    const { top_block_hash: hash, topoheight } = await this.#devnet.call('get_info');
    const reference = { hash: hexToBytes(hash), topoheight };
    const waiting = [...groupBy(drafts, ({ account }) => account).values()];
    const work = async () => {
      for (let queue = waiting.pop(); queue !== undefined; queue = waiting.pop()) {
        // Without an answer the wallet does not know its next nonce.
        for (const draft of queue) if (!(await this.#sendOne(draft, { reference, block }))) break;
      }
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, work));
  }

  /** @returns whether the node has answered */
  async #sendOne(draft, { reference, block }) {
    const { account, kind, expected, mayBeRefused = false } = draft;
    const nonce = draft.isReplacement === true ? account.nonce - 1n : account.nonce + (draft.ahead ?? 0n);
    const wire = this.#sign(draft, nonce, reference);
    const data = bytesToHex(wire);
    const id = bytesToHex(transactionHash(wire));
    this.#ledger.sending(id, { account, nonce, data, kind, block });
    const started = performance.now();
    try {
      await this.#devnet.call('submit_transaction', { data });
    } catch (error) {
      if (error.code !== 'TOS_CALL_REFUSED') return false;
      const code = error.details.errorCode ?? error.details.reason;
      this.#ledger.refused(id, `${kind}: ${typeof code === 'number' ? error.details.rule : code}`);
      if (expected === undefined && !mayBeRefused && !this.isDisturbed) {
        this.#onFault(`block ${block}: a good transaction (${kind}) is refused: ${error.message}`);
      } else if (expected !== undefined && expected !== code && !this.isDisturbed) {
        this.#onFault(
          `block ${block}: a transaction that is wrong (${expected}) is refused otherwise: ${error.message}`,
        );
      }
      if (expected === undefined) await refreshNonce(account, this.#devnet).catch(() => undefined);
      return true;
    }
    this.latencies.push(performance.now() - started);
    this.#ledger.accepted(id);
    if (expected !== undefined && !this.isDisturbed)
      this.#onFault(`block ${block}: a transaction that is wrong (${expected}) is accepted`);
    if (draft.isReplacement !== true) account.nonce++;
    return true;
  }

  #sign(draft, nonce, known) {
    const { account, payload, fee, feeType, coSigners = [], signer = account.keyPair, damage } = draft;
    const { network = networks.devnet, reference = () => known } = draft;
    const transaction = buildTransaction({
      network,
      keyPair: signer,
      source: account.publicKey,
      payload,
      nonce,
      reference: reference(this.#random),
      ...(fee === undefined ? {} : { fee }),
      ...(feeType === undefined ? {} : { feeType }),
      coSignatures: coSigners.length,
      signatureNonce: 'deterministic',
    });
    const signatures = coSigners.map((keyPair, i) => coSign(transaction, keyPair, i, deterministic));
    const wire = encodeTransaction(signatures.length === 0 ? transaction : withCoSignatures(transaction, signatures));
    return damage === undefined ? wire : damage(wire);
  }
}
