import { type Address, bigIntToBytes, bytesToHex, concatBytes, hexToBytes, setLengthLeft } from '@ethereumjs/util';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { assemble } from './assembler.ts';

// The comment behind each line shows the stack after the line, its top first.

/** `transfer(address,uint256)` of an ERC-20 token. The balance of an account is in the slot keccak256(account, 0). */
export const TOKEN_CODE: Uint8Array = assemble(`
  0x00 CALLDATALOAD 0xe0 SHR 0xa9059cbb EQ @transfer JUMPI    ; the selector of transfer
  0x00 0x00 REVERT
:transfer
  0x24 CALLDATALOAD                                           ; amount
  CALLER 0x00 MSTORE 0x00 0x20 MSTORE 0x40 0x00 KECCAK256     ; from slot, amount
  DUP1 SLOAD                                                  ; balance, from slot, amount
  DUP3 DUP2 LT @fail JUMPI                                    ; balance, from slot, amount
  DUP3 SWAP1 SUB SWAP1 SSTORE                                 ; amount
  0x04 CALLDATALOAD 0x00 MSTORE 0x40 0x00 KECCAK256           ; to slot, amount
  DUP1 SLOAD DUP3 ADD SWAP1 SSTORE                            ; amount
  0x00 MSTORE                                                 ; (the amount is what the event holds)
  0x04 CALLDATALOAD CALLER                                    ; from, to
  0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef
  0x20 0x00 LOG3                                              ; Transfer(from, to, amount)
  0x01 0x00 MSTORE 0x20 0x00 RETURN                           ; true
:fail
  0x00 0x00 REVERT
`);

/**
 * `swap(uint256)` of a pool with a constant product and a fee of 0.3 %: it takes an amount of the first asset and gives the second one.
 * Slots 0 and 1 are the reserves of the pool; keccak256(account, 2) and keccak256(account, 3) are what an account has of each.
 */
export const POOL_CODE: Uint8Array = assemble(`
  0x00 CALLDATALOAD 0xe0 SHR 0x94b918de EQ @swap JUMPI        ; the selector of swap
  0x00 0x00 REVERT
:swap
  0x04 CALLDATALOAD                                           ; in
  CALLER 0x00 MSTORE 0x02 0x20 MSTORE 0x40 0x00 KECCAK256     ; first slot, in
  DUP1 SLOAD                                                  ; balance, first slot, in
  DUP3 DUP2 LT @fail JUMPI                                    ; balance, first slot, in
  DUP3 SWAP1 SUB SWAP1 SSTORE                                 ; in
  DUP1 0x03e5 MUL                                             ; in * 997, in
  DUP1 0x01 SLOAD MUL                                         ; in * 997 * reserve 1, in * 997, in
  SWAP1 0x00 SLOAD 0x03e8 MUL ADD                             ; reserve 0 * 1000 + in * 997, in * 997 * reserve 1, in
  SWAP1 DIV                                                   ; out, in
  SWAP1 0x00 SLOAD ADD 0x00 SSTORE                            ; out
  DUP1 0x01 SLOAD SUB 0x01 SSTORE                             ; out
  0x03 0x20 MSTORE 0x40 0x00 KECCAK256                        ; second slot, out
  DUP1 SLOAD DUP3 ADD SWAP1 SSTORE                            ; out
  0x00 MSTORE CALLER                                          ; account
  0x00000000000000000000000000000000000000000000000000000000737761
  0x20 0x00 LOG2                                              ; an event of the account and what it got
  0x20 0x00 RETURN                                            ; out
:fail
  0x00 0x00 REVERT
`);

/** Returns the number of a slot as the 32 bytes that name it. */
export function slot(index: number): Uint8Array {
  return setLengthLeft(Uint8Array.of(index), 32);
}

/** Returns the slot of an account in a mapping. */
export function mappedSlot(account: Address, mapping: number): Uint8Array {
  return keccak_256(concatBytes(setLengthLeft(account.bytes, 32), slot(mapping)));
}

export function transferData(to: Address, amount: bigint): Uint8Array {
  return concatBytes(hexToBytes('0xa9059cbb'), setLengthLeft(to.bytes, 32), word(amount));
}

export function swapData(amount: bigint): Uint8Array {
  return concatBytes(hexToBytes('0x94b918de'), word(amount));
}

/** Returns a number as 32 bytes. */
export function word(value: bigint): Uint8Array {
  return setLengthLeft(bigIntToBytes(value), 32);
}

/** Returns the entry of an access list (EIP-2930) for a contract. */
export function accessOf(
  contract: Address,
  slots: readonly Uint8Array[],
): { address: `0x${string}`; storageKeys: `0x${string}`[] } {
  return { address: contract.toString(), storageKeys: slots.map((bytes) => bytesToHex(bytes)) };
}
