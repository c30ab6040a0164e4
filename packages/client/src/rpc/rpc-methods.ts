// Generated from docs/openrpc.json; npm run format leaves it alone. CONTRIBUTING.md has the command that writes it again.
import type { ExactJson } from '@tos/protocol';

export type Block = {
  readonly hash: string;
  readonly topoheight: bigint | null;
  readonly block_type: 'Sync' | 'Side' | 'Orphaned' | 'Normal';
  readonly difficulty: string;
  readonly supply: bigint | null;
  readonly reward: bigint | null;
  readonly miner_reward: bigint | null;
  readonly dev_reward: bigint | null;
  readonly cumulative_difficulty: string;
  readonly total_fees: bigint | null;
  readonly total_size_in_bytes: bigint;
  readonly version: bigint;
  readonly tips: readonly string[];
  readonly timestamp: bigint;
  readonly height: bigint;
  readonly nonce: bigint;
  readonly extra_nonce: string;
  readonly miner: string;
  readonly txs_hashes: readonly string[];
  readonly transactions?: readonly Transaction[];
};

export type Transaction = {
  readonly hash: string;
  readonly version: bigint;
  readonly chain_id: bigint;
  readonly source: string;
  readonly data: Payload;
  readonly fee: bigint;
  readonly fee_type: bigint;
  readonly nonce: bigint;
  readonly reference: {
    readonly hash: string;
    readonly topoheight: bigint;
  };
  readonly multisig: {
    readonly signatures: readonly {
      readonly id: bigint;
      readonly signature: string;
    }[];
  } | null;
  readonly signature: string;
  readonly size: bigint;
};

export type Payload = {
  readonly transfers: readonly ({
    readonly asset: string;
    readonly destination: string;
    readonly amount: bigint;
    readonly extra_data: readonly bigint[] | null;
  })[];
} | {
  readonly burn: {
    readonly asset: string;
    readonly amount: bigint;
  };
} | {
  readonly multi_sig: {
    readonly threshold: bigint;
    readonly participants: readonly (readonly bigint[])[];
  };
} | {
  readonly invoke_contract: {
    readonly contract: string;
    readonly deposits: { readonly [name: string]: bigint };
    readonly entry_id: bigint;
    readonly max_gas: bigint;
    readonly parameters: readonly ValueCell[];
  };
} | {
  readonly deploy_contract: {
    readonly module: string;
    readonly invoke: {
      readonly max_gas: bigint;
      readonly deposits: { readonly [name: string]: bigint };
    } | null;
  };
} | {
  readonly energy: {
    readonly FreezeTos: {
      readonly amount: bigint;
      readonly duration: {
        readonly days: bigint;
      };
    };
  } | {
    readonly FreezeTosDelegate: {
      readonly delegatees: readonly {
        readonly delegatee: readonly bigint[];
        readonly amount: bigint;
      }[];
      readonly duration: {
        readonly days: bigint;
      };
    };
  } | {
    readonly UnfreezeTos: {
      readonly amount: bigint;
      readonly from_delegation: boolean;
      readonly record_index: bigint | null;
      readonly delegatee_address: readonly bigint[] | null;
    };
  } | 'WithdrawUnfrozen';
} | {
  readonly agent_account: {
    readonly Register: {
      readonly controller: readonly bigint[];
      readonly policy_hash: string;
      readonly energy_pool: readonly bigint[] | null;
      readonly session_key_root: string | null;
    };
  } | {
    readonly UpdatePolicy: {
      readonly policy_hash: string;
    };
  } | {
    readonly RotateController: {
      readonly new_controller: readonly bigint[];
    };
  } | {
    readonly SetStatus: {
      readonly status: bigint;
    };
  } | {
    readonly SetEnergyPool: {
      readonly energy_pool: readonly bigint[] | null;
    };
  } | {
    readonly SetSessionKeyRoot: {
      readonly session_key_root: string | null;
    };
  } | {
    readonly AddSessionKey: {
      readonly key: {
        readonly key_id: bigint;
        readonly public_key: readonly bigint[];
        readonly expiry_topoheight: bigint;
        readonly max_value_per_window: bigint;
        readonly allowed_targets: readonly (readonly bigint[])[];
        readonly allowed_assets: readonly string[];
      };
    };
  } | {
    readonly RevokeSessionKey: {
      readonly key_id: bigint;
    };
  };
} | {
  readonly uno_transfers: readonly ({
    readonly asset: string;
    readonly destination: readonly bigint[];
    readonly extra_data: readonly bigint[] | null;
    readonly commitment: readonly bigint[];
    readonly sender_handle: readonly bigint[];
    readonly receiver_handle: readonly bigint[];
    readonly ct_validity_proof: {
      readonly Y_0: readonly bigint[];
      readonly Y_1: readonly bigint[];
      readonly Y_2: readonly bigint[];
      readonly z_r: readonly bigint[];
      readonly z_x: readonly bigint[];
    };
  })[];
} | {
  readonly shield_transfers: readonly ({
    readonly asset: string;
    readonly destination: readonly bigint[];
    readonly amount: bigint;
    readonly extra_data: readonly bigint[] | null;
    readonly commitment: readonly bigint[];
    readonly receiver_handle: readonly bigint[];
    readonly proof: {
      readonly Y_H: readonly bigint[];
      readonly Y_P: readonly bigint[];
      readonly z: readonly bigint[];
    };
  })[];
} | {
  readonly unshield_transfers: readonly ({
    readonly asset: string;
    readonly destination: readonly bigint[];
    readonly amount: bigint;
    readonly extra_data: readonly bigint[] | null;
    readonly commitment: readonly bigint[];
    readonly sender_handle: readonly bigint[];
    readonly ct_validity_proof: {
      readonly Y_0: readonly bigint[];
      readonly Y_1: readonly bigint[];
      readonly Y_2: readonly bigint[];
      readonly z_r: readonly bigint[];
      readonly z_x: readonly bigint[];
    };
  })[];
} | {
  readonly register_name: {
    readonly name: string;
  };
};

export type ValueCell = {
  readonly type: 'default';
  readonly value: {
    readonly type: 'null';
  } | {
    readonly type: 'u8' | 'u16' | 'u32' | 'u64' | 'u128';
    readonly value: bigint;
  } | {
    readonly type: 'u256';
    readonly value: string;
  } | {
    readonly type: 'boolean';
    readonly value: boolean;
  } | {
    readonly type: 'string';
    readonly value: string;
  } | {
    readonly type: 'range';
    readonly value: readonly [{
      readonly type: 'u8' | 'u16' | 'u32' | 'u64' | 'u128';
      readonly value: bigint;
    } | {
      readonly type: 'u256';
      readonly value: string;
    }, {
      readonly type: 'u8' | 'u16' | 'u32' | 'u64' | 'u128';
      readonly value: bigint;
    } | {
      readonly type: 'u256';
      readonly value: string;
    }];
  };
} | {
  readonly type: 'bytes';
  readonly value: readonly bigint[];
} | {
  readonly type: 'object';
  readonly value: readonly ValueCell[];
} | {
  readonly type: 'map';
  readonly value: readonly (readonly [ValueCell, ValueCell])[];
};

export type DataElement = boolean | string | bigint | readonly DataElement[] | { readonly [name: string]: DataElement };

export type TransactionResponse = {
  readonly blocks: readonly string[] | null;
  readonly executed_in_block: string | null;
  readonly in_mempool: boolean;
  readonly first_seen: bigint | null;
  readonly hash: string;
  readonly version: bigint;
  readonly chain_id: bigint;
  readonly source: string;
  readonly data: Payload;
  readonly fee: bigint;
  readonly fee_type: bigint;
  readonly nonce: bigint;
  readonly reference: {
    readonly hash: string;
    readonly topoheight: bigint;
  };
  readonly multisig: {
    readonly signatures: readonly {
      readonly id: bigint;
      readonly signature: string;
    }[];
  } | null;
  readonly signature: string;
  readonly size: bigint;
};

export type ErrorData = {
  readonly code: string;
  readonly error_code?: bigint;
  readonly rule?: string;
  readonly field?: string;
  readonly remedy: string;
  readonly details: { readonly [name: string]: ExactJson };
};

/** The methods of a node: what each takes, and what it returns. Integers are bigints in results, and bigints or safe integers in params. */
export interface RpcMethods {
  /** Returns the version of the software of the node. */
  get_version: {
    readonly params: undefined;
    readonly result: string;
  };
  /** Returns where the chain stands, its supply, and the rewards of the next block. */
  get_info: {
    readonly params: undefined;
    readonly result: {
      readonly height: bigint;
      readonly topoheight: bigint;
      readonly stableheight: bigint;
      readonly stable_height: bigint;
      readonly stable_topoheight: bigint;
      readonly pruned_topoheight?: bigint;
      readonly top_block_hash: string;
      readonly circulating_supply: bigint;
      readonly burned_supply: bigint;
      readonly emitted_supply: bigint;
      readonly maximum_supply: bigint;
      readonly difficulty: string;
      readonly block_time_target: bigint;
      readonly average_block_time: bigint;
      readonly block_reward: bigint;
      readonly dev_reward: bigint;
      readonly miner_reward: bigint;
      readonly mempool_size: bigint;
      readonly version: string;
      readonly network: string;
      readonly block_version: bigint;
      readonly parallel_execution: {
        readonly enabled: boolean;
        readonly executor: 'auto' | 'parallel' | 'sequential';
        readonly threshold: bigint;
        readonly test_mode: boolean;
      };
    };
  };
  /** Over a WebSocket: sends a frame with the id of this request at every event; with from_topoheight the stored blocks from there first. */
  subscribe: {
    readonly params: {
      readonly notify: 'block_orphaned' | 'transaction_orphaned' | 'new_block' | 'block_ordered' | 'transaction_executed' | 'deploy_contract' | 'stable_height_changed' | 'stable_topo_height_changed' | 'transaction_added_in_mempool' | 'transaction_left_mempool' | 'new_asset' | 'peer_connected' | 'peer_disconnected' | 'peer_state_updated' | 'peer_peer_list_updated' | 'peer_peer_disconnected' | {
        readonly invoke_contract: {
          readonly contract: string;
        };
      } | {
        readonly contract_transfer: {
          readonly address: string;
        };
      } | {
        readonly contract_event: {
          readonly contract: string;
          readonly id: bigint | number;
        };
      } | {
        readonly scheduled_execution_executed: {
          readonly contract: string;
        };
      };
      readonly from_topoheight?: bigint | number;
      readonly last_block_hash?: string;
    };
    readonly result: true;
  };
  /** Over a WebSocket: ends a subscription; no frame of the event follows the answer. */
  unsubscribe: {
    readonly params: {
      readonly notify: 'block_orphaned' | 'transaction_orphaned' | 'new_block' | 'block_ordered' | 'transaction_executed' | 'deploy_contract' | 'stable_height_changed' | 'stable_topo_height_changed' | 'transaction_added_in_mempool' | 'transaction_left_mempool' | 'new_asset' | 'peer_connected' | 'peer_disconnected' | 'peer_state_updated' | 'peer_peer_list_updated' | 'peer_peer_disconnected' | {
        readonly invoke_contract: {
          readonly contract: string;
        };
      } | {
        readonly contract_transfer: {
          readonly address: string;
        };
      } | {
        readonly contract_event: {
          readonly contract: string;
          readonly id: bigint | number;
        };
      } | {
        readonly scheduled_execution_executed: {
          readonly contract: string;
        };
      };
    };
    readonly result: true;
  };
  /** Returns the topoheight below which there is no history of records; null where history is whole. */
  get_pruned_topoheight: {
    readonly params: undefined;
    readonly result: bigint | null;
  };
  /** Returns the size of the database: on disk, or in memory where the storage keeps nothing on a disk. */
  get_size_on_disk: {
    readonly params: undefined;
    readonly result: {
      readonly size_bytes: bigint;
      readonly size_formatted: string;
    };
  };
  /** Returns how the node stands among its peers: it has none, and takes none. */
  p2p_status: {
    readonly params: undefined;
    readonly result: {
      readonly peer_count: bigint;
      readonly max_peers: bigint;
      readonly tag: string | null;
      readonly our_topoheight: bigint;
      readonly best_topoheight: bigint;
      readonly median_topoheight: bigint;
      readonly peer_id: bigint;
    };
  };
  /** Returns the peers of the node: it has none, because it has no peer-to-peer. */
  get_peers: {
    readonly params: undefined;
    readonly result: {
      readonly peers: readonly never[];
      readonly total_peers: bigint;
      readonly hidden_peers: bigint;
    };
  };
  /** Returns the height of the head. */
  get_height: {
    readonly params: undefined;
    readonly result: bigint;
  };
  /** Returns the topoheight of the head. */
  get_topoheight: {
    readonly params: undefined;
    readonly result: bigint;
  };
  /** Returns the height up to which the order of blocks can no longer change. */
  get_stable_height: {
    readonly params: undefined;
    readonly result: bigint;
  };
  /** The older name of get_stable_height. */
  get_stableheight: {
    readonly params: undefined;
    readonly result: bigint;
  };
  /** Returns the topoheight up to which the order of blocks can no longer change. */
  get_stable_topoheight: {
    readonly params: undefined;
    readonly result: bigint;
  };
  /** Returns the hashes of the blocks that no other block continues: on a line the head alone. */
  get_tips: {
    readonly params: undefined;
    readonly result: readonly string[];
  };
  /** Returns the head. */
  get_top_block: {
    readonly params: {
      readonly include_txs?: boolean;
    };
    readonly result: Block;
  };
  /** Returns the block at a place in the order. */
  get_block_at_topoheight: {
    readonly params: {
      readonly topoheight: bigint | number | string;
      readonly include_txs?: boolean;
    };
    readonly result: Block;
  };
  /** Returns a block, also one without a place in the order. */
  get_block_by_hash: {
    readonly params: {
      readonly hash: string;
      readonly include_txs?: boolean;
    };
    readonly result: Block;
  };
  /** Returns how this node executed a block, given by topoheight or hash: what each thread verified and when, the phases, the conflicts. */
  get_block_execution: {
    readonly params: {
      readonly topoheight?: bigint | number | string | null;
      readonly hash?: string | null;
    };
    readonly result: {
      readonly topoheight: bigint;
      readonly hash: string;
      readonly executor: 'parallel' | 'sequential';
      readonly reason: string;
      readonly started_at: bigint;
      readonly total_us: bigint;
      readonly threads: bigint;
      readonly transactions: bigint;
      readonly left_out: bigint;
      readonly phases: readonly ({
        readonly name: 'prepare' | 'verify' | 'pass' | 'collect' | 'merge' | 'commit';
        readonly start_us: bigint;
        readonly end_us: bigint;
      })[];
      readonly claims: readonly ({
        readonly thread: bigint;
        readonly start_us: bigint;
        readonly end_us: bigint;
        readonly kind: 'signatures' | 'evidence';
        readonly count: bigint;
        readonly transactions: readonly bigint[];
      })[];
      readonly admission: readonly {
        readonly thread: bigint;
        readonly start_us: bigint;
        readonly end_us: bigint;
        readonly count: bigint;
        readonly transactions: readonly bigint[];
      }[];
      readonly verified: bigint;
      readonly remembered: bigint;
      readonly evidence: bigint;
      readonly sequential_us: bigint;
      readonly conflicts: {
        readonly levels: readonly bigint[];
        readonly longest_chain: bigint;
        readonly hottest: readonly ({
          readonly domain: string;
          readonly key: string;
          readonly address: string | null;
          readonly transactions: bigint;
          readonly waits: bigint;
        })[];
      };
    };
  };
  /** Returns all blocks of a height: the one in the order, and those that rollbacks undid. */
  get_blocks_at_height: {
    readonly params: {
      readonly height: bigint | number | string;
      readonly include_txs?: boolean;
      readonly max?: bigint | number | string | null;
    };
    readonly result: readonly Block[];
  };
  /** Returns the blocks at consecutive places in the order, without transactions; the newest ones when no bound is given. */
  get_blocks_range_by_topoheight: {
    readonly params: {
      readonly start_topoheight?: bigint | number | string | null;
      readonly end_topoheight?: bigint | number | string | null;
    };
    readonly result: readonly Block[];
  };
  /** Returns all blocks of consecutive heights, without transactions; those of the newest heights when no bound is given. */
  get_blocks_range_by_height: {
    readonly params: {
      readonly start_height?: bigint | number | string | null;
      readonly end_height?: bigint | number | string | null;
    };
    readonly result: readonly Block[];
  };
  /** Returns the hashes of the blocks at consecutive places in the order, the lowest first; the newest when no bound is given. */
  get_dag_order: {
    readonly params: {
      readonly start_topoheight?: bigint | number | string | null;
      readonly end_topoheight?: bigint | number | string | null;
    };
    readonly result: readonly string[];
  };
  /** Returns the difficulty of a block, which is 1, because there is no proof of work, and a hash rate of 0. */
  get_difficulty: {
    readonly params: undefined;
    readonly result: {
      readonly difficulty: string;
      readonly hashrate: string;
      readonly hashrate_formatted: string;
    };
  };
  /** Returns the developers' share of a reward in per cent, and from which height on it counts. */
  get_dev_fee_thresholds: {
    readonly params: undefined;
    readonly result: readonly {
      readonly height: bigint;
      readonly fee_percentage: bigint;
    }[];
  };
  /** Returns the header of a block of the waiting transactions, on top of the head, whose rewards an address receives. */
  get_block_template: {
    readonly params: {
      readonly address: string;
    };
    readonly result: {
      readonly template: string;
      readonly algorithm: string;
      readonly height: bigint;
      readonly topoheight: bigint;
      readonly difficulty: string;
    };
  };
  /** Returns the 112 bytes of a block template that a miner changes: timestamp, nonce, extra nonce and its key. */
  get_miner_work: {
    readonly params: {
      readonly template: string;
      readonly address?: string | null;
    };
    readonly result: {
      readonly miner_work: string;
      readonly algorithm: string;
      readonly height: bigint;
      readonly topoheight: bigint;
      readonly difficulty: string;
    };
  };
  /** Commits the block of a template, if its parent is still the head and its transactions still wait. */
  submit_block: {
    readonly params: {
      readonly block_template: string;
      readonly miner_work?: string | null;
    };
    readonly result: true;
  };
  /** Returns the newest balance of an address, and the topoheight of the block that changed it. */
  get_balance: {
    readonly params: {
      readonly address: string;
      readonly asset?: string;
    };
    readonly result: {
      readonly balance: bigint;
      readonly topoheight: bigint;
    };
  };
  /** Returns the balance that the next transaction can safely be built on: after the newest block that debited the address if it is not stable yet, else at the stable topoheight. */
  get_stable_balance: {
    readonly params: {
      readonly address: string;
      readonly asset?: string;
    };
    readonly result: {
      readonly balance: bigint;
      readonly stable_topoheight: bigint;
      readonly stable_block_hash: string;
    };
  };
  /** Returns the balance that exactly the block at a topoheight wrote. */
  get_balance_at_topoheight: {
    readonly params: {
      readonly address: string;
      readonly asset?: string;
      readonly topoheight: bigint | number | string;
    };
    readonly result: {
      readonly previous_topoheight: bigint | null;
      readonly balance_type: 'input' | 'output' | 'both';
      readonly final_balance: bigint;
      readonly output_balance: bigint | null;
    };
  };
  /** Returns what the balance of an address was after each block that wrote it, the newest 200 of a range first; none where it has no such balance. */
  get_balance_history: {
    readonly params: {
      readonly address: string;
      readonly asset?: string;
      readonly minimum_topoheight?: bigint | number | string | null;
      readonly maximum_topoheight?: bigint | number | string | null;
    };
    readonly result: readonly {
      readonly topoheight: bigint;
      readonly balance: bigint;
    }[];
  };
  /** Returns whether an address has a balance of an asset; with a topoheight, whether exactly that block wrote it. */
  has_balance: {
    readonly params: {
      readonly address: string;
      readonly asset?: string;
      readonly topoheight?: bigint | number | string | null;
    };
    readonly result: {
      readonly exist: boolean;
      readonly exists: boolean;
    };
  };
  /** Returns the nonce that the next transaction of an address must have. */
  get_nonce: {
    readonly params: {
      readonly address: string;
    };
    readonly result: {
      readonly previous_topoheight: bigint | null;
      readonly nonce: bigint;
      readonly topoheight: bigint;
      readonly version: {
        readonly previous_topoheight: bigint | null;
        readonly nonce: bigint;
      };
    };
  };
  /** Returns the nonce that exactly the block at a topoheight wrote. */
  get_nonce_at_topoheight: {
    readonly params: {
      readonly address: string;
      readonly topoheight: bigint | number | string;
    };
    readonly result: {
      readonly previous_topoheight: bigint | null;
      readonly nonce: bigint;
    };
  };
  /** Returns whether an address has a nonce; with a topoheight, whether exactly that block wrote it. */
  has_nonce: {
    readonly params: {
      readonly address: string;
      readonly topoheight?: bigint | number | string | null;
    };
    readonly result: {
      readonly exist: boolean;
      readonly exists: boolean;
    };
  };
  /** Returns who must sign beside an address, or that this was deleted, and the topoheight of the block that set it so. */
  get_multisig: {
    readonly params: {
      readonly address: string;
    };
    readonly result: {
      readonly state: 'deleted' | {
        readonly active: {
          readonly participants: readonly string[];
          readonly threshold: bigint;
        };
      };
      readonly topoheight: bigint;
    };
  };
  /** Returns whether others must sign beside an address. */
  has_multisig: {
    readonly params: {
      readonly address: string;
    };
    readonly result: boolean;
  };
  /** Returns the energy of an address, and the TOS that it froze for itself and for others or has unfrozen, in atomic units; zeros where there is none. */
  get_energy: {
    readonly params: {
      readonly address: string;
    };
    readonly result: {
      readonly energy: bigint;
      readonly frozen: bigint;
      readonly freezes: readonly {
        readonly amount: bigint;
        readonly energy: bigint;
        readonly frozen_at: bigint;
        readonly unlocks_at: bigint;
        readonly days: bigint;
      }[];
      readonly delegations: readonly {
        readonly frozen_at: bigint;
        readonly unlocks_at: bigint;
        readonly days: bigint;
        readonly entries: readonly {
          readonly delegatee: string;
          readonly amount: bigint;
          readonly energy: bigint;
        }[];
      }[];
      readonly pending_unfreezes: readonly {
        readonly amount: bigint;
        readonly expires_at: bigint;
      }[];
    };
  };
  /** Returns the name that an address has registered, in small letters; null where it has none. */
  get_name: {
    readonly params: {
      readonly address: string;
    };
    readonly result: string | null;
  };
  /** Returns the address that has registered a name, in whatever letters; null where nobody has. */
  resolve_name: {
    readonly params: {
      readonly name: string;
    };
    readonly result: string | null;
  };
  /** Returns the addresses of accounts in the order of their public keys, of those registered in a range of topoheights. */
  get_accounts: {
    readonly params: {
      readonly skip?: bigint | number | string | null;
      readonly maximum?: bigint | number | string | null;
      readonly minimum_topoheight?: bigint | number | string | null;
      readonly maximum_topoheight?: bigint | number | string | null;
    };
    readonly result: readonly string[];
  };
  /** Returns the assets of which an address has a balance, be it 0, in the order of their ids. */
  get_account_assets: {
    readonly params: {
      readonly address: string;
      readonly skip?: bigint | number | string | null;
      readonly maximum?: bigint | number | string | null;
    };
    readonly result: readonly string[];
  };
  /** Returns up to 20 entries of the history of an address, the newest first. The next page has the topoheight of the last entry as its maximum_topoheight, and as skip the number of entries with that topoheight that are known already. */
  get_account_history: {
    readonly params: {
      readonly address: string;
      readonly asset?: string;
      readonly minimum_topoheight?: bigint | number | string | null;
      readonly maximum_topoheight?: bigint | number | string | null;
      readonly incoming_flow?: boolean;
      readonly outgoing_flow?: boolean;
      readonly skip?: bigint | number | string | null;
    };
    readonly result: readonly ({
      readonly topoheight: bigint;
      readonly hash: string;
      readonly block_timestamp: bigint;
      readonly dev_fee: {
        readonly reward: bigint;
      };
    } | {
      readonly topoheight: bigint;
      readonly hash: string;
      readonly block_timestamp: bigint;
      readonly mining: {
        readonly reward: bigint;
      };
    } | {
      readonly topoheight: bigint;
      readonly hash: string;
      readonly block_timestamp: bigint;
      readonly burn: {
        readonly amount: bigint;
      };
    } | {
      readonly topoheight: bigint;
      readonly hash: string;
      readonly block_timestamp: bigint;
      readonly outgoing: {
        readonly to: string;
      };
    } | {
      readonly topoheight: bigint;
      readonly hash: string;
      readonly block_timestamp: bigint;
      readonly incoming: {
        readonly from: string;
      };
    } | {
      readonly topoheight: bigint;
      readonly hash: string;
      readonly block_timestamp: bigint;
      readonly multi_sig: {
        readonly participants: readonly string[];
        readonly threshold: bigint;
      };
    } | {
      readonly topoheight: bigint;
      readonly hash: string;
      readonly block_timestamp: bigint;
      readonly invoke_contract: {
        readonly contract: string;
        readonly entry_id: bigint;
      };
    } | {
      readonly topoheight: bigint;
      readonly hash: string;
      readonly block_timestamp: bigint;
      readonly deploy_contract: null;
    } | {
      readonly topoheight: bigint;
      readonly hash: string;
      readonly block_timestamp: bigint;
      readonly freeze_tos: {
        readonly amount: bigint;
        readonly duration: string;
      };
    } | {
      readonly topoheight: bigint;
      readonly hash: string;
      readonly block_timestamp: bigint;
      readonly unfreeze_tos: {
        readonly amount: bigint;
      };
    })[];
  };
  /** Returns whether an address has an account, at the head or already at the stable topoheight. */
  is_account_registered: {
    readonly params: {
      readonly address: string;
      readonly in_stable_height?: boolean;
    };
    readonly result: boolean;
  };
  /** Returns the topoheight of the block that made the account of an address. */
  get_account_registration_topoheight: {
    readonly params: {
      readonly address: string;
    };
    readonly result: bigint;
  };
  /** Returns whether a text is an address of this network, and whether it is an integrated one, which must be allowed. */
  validate_address: {
    readonly params: {
      readonly address: string;
      readonly allow_integrated?: boolean;
      readonly max_integrated_data_size?: bigint | number | string | null;
    };
    readonly result: {
      readonly is_valid: boolean;
      readonly is_integrated: boolean;
    };
  };
  /** Returns the normal address in an integrated one, the data that it carries, and their size in bytes. */
  split_address: {
    readonly params: {
      readonly address: string;
    };
    readonly result: {
      readonly address: string;
      readonly integrated_data: DataElement;
      readonly size: bigint;
    };
  };
  /** Returns the public key in an address, normal or integrated, as hex or as a list of 32 bytes. */
  extract_key_from_address: {
    readonly params: {
      readonly address: string;
      readonly as_hex?: boolean;
    };
    readonly result: {
      readonly hex: string;
    } | {
      readonly bytes: readonly bigint[];
    };
  };
  /** Returns what the registry has of an asset. */
  get_asset: {
    readonly params: {
      readonly asset: string;
    };
    readonly result: {
      readonly asset: string;
      readonly topoheight: bigint;
      readonly decimals: bigint;
      readonly name: string;
      readonly ticker: string;
      readonly max_supply: bigint | null;
      readonly owner: null;
    };
  };
  /** Returns the assets of the registry in the order of their ids, of those registered in a range of topoheights. */
  get_assets: {
    readonly params: {
      readonly skip?: bigint | number | string | null;
      readonly maximum?: bigint | number | string | null;
      readonly minimum_topoheight?: bigint | number | string | null;
      readonly maximum_topoheight?: bigint | number | string | null;
    };
    readonly result: readonly ({
      readonly asset: string;
      readonly topoheight: bigint;
      readonly decimals: bigint;
      readonly name: string;
      readonly ticker: string;
      readonly max_supply: bigint | null;
      readonly owner: null;
    })[];
  };
  /** Returns how many accounts there are at the head. */
  count_accounts: {
    readonly params: undefined;
    readonly result: bigint;
  };
  /** Returns how many assets there are at the head. */
  count_assets: {
    readonly params: undefined;
    readonly result: bigint;
  };
  /** Returns how many contracts there are at the head. */
  count_contracts: {
    readonly params: undefined;
    readonly result: bigint;
  };
  /** Returns how many transactions the chain has executed up to the head. */
  count_transactions: {
    readonly params: undefined;
    readonly result: bigint;
  };
  /** Puts a signed transaction into the mempool, if it is valid after the waiting ones of its sender. */
  submit_transaction: {
    readonly params: {
      readonly data: string;
    };
    readonly result: true;
  };
  /** Returns a transaction of a block or of the mempool, and where it is. */
  get_transaction: {
    readonly params: {
      readonly hash: string;
    };
    readonly result: TransactionResponse;
  };
  /** Returns up to 20 transactions as get_transaction does, in the order of their hashes, and null for each that is unknown. */
  get_transactions: {
    readonly params: {
      readonly tx_hashes: readonly string[];
    };
    readonly result: readonly (TransactionResponse | null)[];
  };
  /** Returns the wire bytes of a transaction of a block or of the mempool in hex, as submit_transaction takes them. */
  get_transaction_raw: {
    readonly params: {
      readonly hash: string;
    };
    readonly result: string;
  };
  /** Returns whether a block has a transaction, and has a place in the order; false for hashes that nothing has. */
  is_tx_executed_in_block: {
    readonly params: {
      readonly tx_hash: string;
      readonly block_hash: string;
    };
    readonly result: boolean;
  };
  /** Returns why a transaction that was submitted to this node lately is in no block and does not wait: refused with a rule, or replaced, evicted, expired or dropped; null for any other transaction. */
  get_left_transaction: {
    readonly params: {
      readonly hash: string;
    };
    readonly result: {
      readonly reason: 'refused' | 'replaced' | 'evicted' | 'expired' | 'dropped';
      readonly at: bigint;
      readonly rule: {
        readonly error_code: bigint;
        readonly name: string;
        readonly message: string;
        readonly remedy: string;
      } | null;
    } | null;
  };
  /** Returns a page of the waiting transactions, and how many wait in all. */
  get_mempool: {
    readonly params: {
      readonly maximum?: bigint | number | string | null;
      readonly skip?: bigint | number | string | null;
    };
    readonly result: {
      readonly transactions: readonly TransactionResponse[];
      readonly total: bigint;
    };
  };
  /** Returns the nonces and hashes of an address's waiting transactions, and what they leave of each balance that they spend. */
  get_mempool_cache: {
    readonly params: {
      readonly address: string;
    };
    readonly result: {
      readonly min: bigint;
      readonly max: bigint;
      readonly txs: readonly string[];
      readonly balances: { readonly [name: string]: bigint };
    };
  };
  /** Returns how many transactions wait, and their bytes on the wire, by the step (1, 2, 5, 10, 20, ...) of their fee per KiB in atomic units, the highest first. */
  get_mempool_fees: {
    readonly params: undefined;
    readonly result: {
      readonly total: bigint;
      readonly bytes: bigint;
      readonly fees: readonly {
        readonly fee_per_kib: bigint;
        readonly transactions: bigint;
        readonly bytes: bigint;
      }[];
    };
  };
  /** Is not supported by this node. Contracts are stored and do not run on this node. Use get_transaction for deployments and calls. */
  get_contract_outputs: {
    readonly params: undefined;
    readonly result: never;
  };
  /** Is not supported by this node. Contracts are stored and do not run on this node. Use get_transaction for deployments and calls. */
  get_contract_module: {
    readonly params: undefined;
    readonly result: never;
  };
  /** Is not supported by this node. Contracts are stored and do not run on this node. Use get_transaction for deployments and calls. */
  get_contract_data: {
    readonly params: undefined;
    readonly result: never;
  };
  /** Is not supported by this node. Contracts are stored and do not run on this node. Use get_transaction for deployments and calls. */
  get_contract_data_at_topoheight: {
    readonly params: undefined;
    readonly result: never;
  };
  /** Is not supported by this node. Contracts are stored and do not run on this node. Use get_transaction for deployments and calls. */
  get_contract_balance: {
    readonly params: undefined;
    readonly result: never;
  };
  /** Is not supported by this node. Contracts are stored and do not run on this node. Use get_transaction for deployments and calls. */
  get_contract_balance_at_topoheight: {
    readonly params: undefined;
    readonly result: never;
  };
  /** Is not supported by this node. Contracts are stored and do not run on this node. Use get_transaction for deployments and calls. */
  get_contract_assets: {
    readonly params: undefined;
    readonly result: never;
  };
  /** Is not supported by this node. Contracts are stored and do not run on this node. Use get_transaction for deployments and calls. */
  get_contracts: {
    readonly params: undefined;
    readonly result: never;
  };
  /** Is not supported by this node. This node has no peer-to-peer. Use get_block_by_hash to ask whether it has a block. */
  get_p2p_block_propagation: {
    readonly params: undefined;
    readonly result: never;
  };
  /** Returns what the methods of a devnet change: block production, execution, the clock, and the snapshots. */
  dev_get_state: {
    readonly params: undefined;
    readonly result: {
      readonly production: {
        readonly block_time: string;
        readonly is_paused: boolean;
      };
      readonly parallel_execution: {
        readonly enabled: boolean;
        readonly executor: 'auto' | 'parallel' | 'sequential';
        readonly threshold: bigint;
        readonly test_mode: boolean;
      };
      readonly time: bigint;
      readonly time_offset: bigint;
      readonly snapshots: readonly {
        readonly id: bigint;
        readonly topoheight: bigint;
        readonly block_hash: string;
      }[];
    };
  };
  /** Makes blocks now, also while production is paused, and answers when the last one is durable. */
  dev_mine: {
    readonly params: {
      readonly blocks?: bigint | number;
    };
    readonly result: {
      readonly block_hashes: readonly string[];
      readonly topoheight: bigint;
    };
  };
  /** Makes no more blocks, except those that are asked for. */
  dev_pause: {
    readonly params: undefined;
    readonly result: {
      readonly block_time: string;
      readonly is_paused: boolean;
    };
  };
  /** Makes blocks again, as the block time says. */
  dev_resume: {
    readonly params: undefined;
    readonly result: {
      readonly block_time: string;
      readonly is_paused: boolean;
    };
  };
  /** Changes when the next blocks are made; the text is one that --block-time takes. */
  dev_set_block_time: {
    readonly params: {
      readonly block_time: string;
    };
    readonly result: {
      readonly block_time: string;
      readonly is_paused: boolean;
    };
  };
  /** Sets the clock of the next blocks forward; no later block is older. */
  dev_forward_time: {
    readonly params: {
      readonly milliseconds: bigint | number;
    };
    readonly result: {
      readonly time: bigint;
      readonly time_offset: bigint;
    };
  };
  /** Transfers atomic units of TOS from the first account of the devnet, and answers when the transfer is in a durable block. */
  dev_fund: {
    readonly params: {
      readonly address: string;
      readonly amount: bigint | number;
    };
    readonly result: {
      readonly tx_hash: string;
      readonly block_hash: string;
      readonly topoheight: bigint;
    };
  };
  /** Submits signed transfers between the load accounts of the devnet, and answers when they wait for a block. Pattern random: anybody to anybody; disjoint: each account with one other only; hot: all to one account. */
  dev_send_transfers: {
    readonly params: {
      readonly count?: bigint | number;
      readonly pattern?: 'random' | 'disjoint' | 'hot';
    };
    readonly result: {
      readonly accepted: bigint;
      readonly refused: bigint;
      readonly first_refusal: string | null;
    };
  };
  /** Marks the head, so that dev_revert can take the chain back to it during this run of the node. */
  dev_snapshot: {
    readonly params: undefined;
    readonly result: {
      readonly id: bigint;
      readonly topoheight: bigint;
      readonly block_hash: string;
    };
  };
  /** Undoes all blocks above a snapshot and forgets later snapshots; the transactions of the undone blocks wait again where they are still valid. */
  dev_revert: {
    readonly params: {
      readonly id: bigint | number;
      readonly drop_transactions?: boolean;
    };
    readonly result: {
      readonly topoheight: bigint;
      readonly block_hash: string;
      readonly undone_blocks: bigint;
      readonly waiting_transactions: bigint;
      readonly dropped_transactions: bigint;
    };
  };
  /** Switches executor, threshold and test mode from the next block on; what is not given stays. No result depends on them. */
  dev_set_execution: {
    readonly params: {
      readonly executor?: 'auto' | 'parallel' | 'sequential';
      readonly threshold?: bigint | number;
      readonly test_mode?: boolean;
    };
    readonly result: {
      readonly enabled: boolean;
      readonly executor: 'auto' | 'parallel' | 'sequential';
      readonly threshold: bigint;
      readonly test_mode: boolean;
    };
  };
}
