/** The details that each error carries beside its code. They are plain data, because they cross thread and process boundaries. */
export interface ErrorDetails {
  /** Wire bytes, JSON or a record that do not decode. `offset` is in bytes from the start, and absent where nobody knows it. */
  TOS_INVALID_FORMAT: { what: string; reason: string; offset?: number };
  /** A rule of the protocol refuses a transaction or a block. `code` is the numeric code of docs/protocol.md §5.1. */
  TOS_RULE_VIOLATION: {
    code: number;
    name: string;
    index?: number;
    hash?: string;
    /** What the transaction brings: a nonce, a fee, or the topoheight of its reference. Amounts are decimal. */
    given?: string;
    /** What it would have to bring, or its sender to have. */
    needed?: string;
    /** What its sender has, in atomic units of `asset`. */
    available?: string;
    /** In hex. */
    asset?: string;
  };
  /** An argument that the caller should have known to be wrong. */
  TOS_INVALID_ARGUMENT: { argument: string; expected: string; received: string };
  /** An address that does not parse. */
  TOS_INVALID_ADDRESS: { address: string; reason: string };
  /** An amount, a counter or a number of 64 bits that is out of its range. */
  TOS_U64_RANGE: { argument: string; value: string };
  /** A feature that a part declares as absent, or a feature of the protocol that this project does not have yet. */
  TOS_NOT_SUPPORTED: { feature: string };
  /** A method called before `open`, after `close`, or while closing. */
  TOS_NOT_OPEN: { what: string; status: string };
  /** The database cannot be read or written. */
  TOS_STORAGE_FAILURE: { operation: string };
  /** Stored bytes that no version of this software writes. */
  TOS_STORAGE_CORRUPT: { what: string; reason: string };
  /** A database in a format that this version does not read. */
  TOS_STORAGE_FORMAT: { found: number; supported: number };
  /** A database of another network or genesis. */
  TOS_STORAGE_NETWORK: { found: string; expected: string };
  /** A change, a copy or a read that does not fit the chain as it is stored now. */
  TOS_STORAGE_CONFLICT: { reason: string };
  /** A database or data directory that another process holds. */
  TOS_DATADIR_LOCKED: { path: string; pid: number };
  /** A port that another process listens on. */
  TOS_PORT_IN_USE: { host: string; port: number };
  /** A configuration value, flag or genesis file that is wrong. */
  TOS_INVALID_CONFIG: { setting: string; reason: string };
  /** The output of a command cannot be written to its stream or file. */
  TOS_OUTPUT_FAILURE: { stream: string; reason: string };
  /** A bounded place that is full; try again later. */
  TOS_CAPACITY: { what: string; limit: number };
  /** A block, transaction, account or record that is not on this chain. */
  TOS_NOT_FOUND: { what: string };
  /** Something that is kept for some time only, and is not here: too old, or from before the start. */
  TOS_NOT_KEPT: { what: string };
  /** Work that ended before it was done, because whoever does it is stopping. */
  TOS_INTERRUPTED: { what: string; reason: string };
  /** The verifier and its oracle differ on a signature. The record, in hex, is what a report needs. */
  TOS_VERIFIER_DISAGREEMENT: {
    verifier: string;
    verdict: 'good' | 'bad';
    publicKey: string;
    message: string;
    signature: string;
  };
  /** Sequential and parallel execution of a block differ. `report` is the folder that holds the block and all that replaying it needs. */
  TOS_EXECUTION_DIVERGENCE: { difference: string; report: string };
  /** A node has answered a call with an error. */
  TOS_CALL_REFUSED: {
    method: string;
    url: string;
    /** The code of JSON-RPC, docs/protocol.md §7.2. */
    rpcCode: number;
    /** The code that the error has on the node: one of this table, unless the node is of another version. */
    reason?: string;
    /** The rule that a transaction breaks, by its number and its name. */
    errorCode?: number;
    rule?: string;
    /** What can be done, one sentence. */
    remedy: string;
    /** Whatever else the node answered with the error, as JSON: an object. */
    data: string;
  };
  /** A node has not answered a call, or what answered is no node. */
  TOS_NODE_UNREACHABLE: { url: string; reason: string };
  /** A transaction that waited for its block is neither in a block nor waits any more. `hash` is in hex. */
  TOS_TRANSACTION_GONE: { hash: string };
  /** The program of a task threw an error that is not of this table. */
  TOS_TASK_FAILED: { reason: string };
  /** A task used a key that it had not declared for this use. */
  TOS_TASK_UNDECLARED: { key: string; use: 'read' | 'write' | 'add' };
  /** A counter cannot take the value that a task added or wrote. */
  TOS_TASK_COUNTER: { key: string; reason: string };
  /** Every thread that a task ran on took longer than the deadline. */
  TOS_TASK_DEADLINE: { deadlineMs: number };
  /** Every thread that a task ran on ended before the task did. `reason` is why the last of these threads ended. */
  TOS_TASK_LOST: { attempts: number; reason: string };
  /** Work that needs a thread got none: no thread could be started, or every thread ended before the work began. */
  TOS_NO_THREADS: { reason: string };
  /** The module of a task executor does not load, or exports no `runTask`. */
  TOS_TASK_MODULE: { module: string; reason: string };
  /** Two computations that must agree did not: a defect, never the caller's fault. */
  TOS_INTERNAL: { reason: string };
}

export type TosErrorCode = keyof ErrorDetails;

export interface ErrorEntry {
  /** The action that the reader can take, one sentence. */
  readonly remedy: string;
}

/** The one table of error codes. Codes are stable; remedies may improve. */
export const errorTable: { readonly [C in TosErrorCode]: ErrorEntry } = {
  TOS_INVALID_FORMAT: {
    remedy: 'Encode them again with the codec of the same protocol version.',
  },
  TOS_RULE_VIOLATION: {
    remedy: 'Correct what the code names; the chain is unchanged.',
  },
  TOS_INVALID_ARGUMENT: {
    remedy: 'Pass a value of the form that the message names.',
  },
  TOS_INVALID_ADDRESS: {
    remedy: 'Check the prefix (tos on mainnet, tst elsewhere) and that no character was lost.',
  },
  TOS_U64_RANGE: { remedy: 'Use an unsigned 64-bit integer.' },
  TOS_NOT_SUPPORTED: {
    remedy: 'Read the manifest or the README of the part for what it can do.',
  },
  TOS_NOT_OPEN: { remedy: 'Await open() first and stop using it before close().' },
  TOS_STORAGE_FAILURE: {
    remedy: 'Check the disk, its free space and the permissions; nothing was half written.',
  },
  TOS_STORAGE_CORRUPT: {
    remedy: 'Restore a backup or synchronise again into a new data directory.',
  },
  TOS_STORAGE_FORMAT: {
    remedy:
      'Use the version that wrote it, or another data directory; a chain goes from one version to another by tos-node db export there and db import here.',
  },
  TOS_STORAGE_NETWORK: {
    remedy: 'Use the data directory of this network, or a new one.',
  },
  TOS_STORAGE_CONFLICT: {
    remedy: 'Look at the head of the chain again, and start from there.',
  },
  TOS_DATADIR_LOCKED: {
    remedy: 'Stop the process that the message names, or choose another --datadir.',
  },
  TOS_PORT_IN_USE: {
    remedy: 'Stop the process that listens there, or choose another --rpc-port.',
  },
  TOS_INVALID_CONFIG: { remedy: 'Correct the setting that the message names.' },
  TOS_OUTPUT_FAILURE: {
    remedy: 'Make room where the output goes, and run the command again.',
  },
  TOS_CAPACITY: {
    remedy: 'Try again later, or raise the limit that the message names.',
  },
  TOS_NOT_FOUND: {
    remedy: 'Check the network and every character; what is new may come with a later block.',
  },
  TOS_NOT_KEPT: {
    remedy: 'Ask for a newer one; this node does not have it again.',
  },
  TOS_INTERRUPTED: {
    remedy: 'Ask again once the other side runs again; what was done before stays done.',
  },
  TOS_VERIFIER_DISAGREEMENT: {
    remedy: 'Stop using this node and report the record: one of its verifiers is wrong on this machine.',
  },
  TOS_EXECUTION_DIVERGENCE: {
    remedy: 'This is a defect: keep the report, replay it with tos-node replay, and send it with the details.',
  },
  TOS_CALL_REFUSED: {
    remedy: 'Correct the call as the node says; details.remedy and details.data have the rest of its answer.',
  },
  TOS_NODE_UNREACHABLE: {
    remedy: 'Check the URL and that the node runs; it may have done what was asked, so look before you ask again.',
  },
  TOS_TRANSACTION_GONE: {
    remedy:
      'Sign and send it again: it was pushed out by higher fees, became invalid, or waited when its node was killed.',
  },
  TOS_TASK_FAILED: {
    remedy: 'Read the reason; the task has changed nothing.',
  },
  TOS_TASK_UNDECLARED: {
    remedy: 'Declare the key for this use; the task has changed nothing.',
  },
  TOS_TASK_COUNTER: {
    remedy: 'Read the reason; the task has changed nothing.',
  },
  TOS_TASK_DEADLINE: {
    remedy: 'Make the task smaller or the deadline longer; the task has changed nothing.',
  },
  TOS_TASK_LOST: {
    remedy: 'Make sure that the program neither exits nor runs out of memory; the task has changed nothing.',
  },
  TOS_NO_THREADS: {
    remedy: "Remove the reason, or use setting 'auto' without a deadline, or 'sequential'; nothing has changed.",
  },
  TOS_TASK_MODULE: {
    remedy: 'Correct what the reason names: main and every thread import the module by its URL.',
  },
  TOS_INTERNAL: {
    remedy: 'This is a defect: report it with the details.',
  },
};
