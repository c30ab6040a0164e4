import { bytesToHex } from '@tos/crypto';
import type { DeployContractPayload, Deposit, InvokeContractPayload } from '@tos/transaction';
import { z } from 'zod';
import { hashText, hexText, safeInteger, u64Number } from '../result-values.ts';
import { toValueCellJson, type ValueCellJson, valueCellJson } from './value-cell-json.ts';

/** Amounts by asset. */
type DepositsJson = { [asset: string]: bigint };

/** A call of a contract. */
export type InvokeContractJson = {
  contract: string;
  deposits: DepositsJson;
  entry_id: number;
  max_gas: bigint;
  parameters: ValueCellJson[];
};

/** A deployment of a contract; `module` is hex. */
export type DeployContractJson = {
  module: string;
  invoke: { max_gas: bigint; deposits: DepositsJson } | null;
};

const depositsJson = z.record(hashText, u64Number);

export const invokeContractJson: z.ZodType<InvokeContractJson, InvokeContractJson> = z.strictObject({
  contract: hashText,
  deposits: depositsJson,
  entry_id: safeInteger,
  max_gas: u64Number,
  parameters: z.array(valueCellJson),
});

export const deployContractJson: z.ZodType<DeployContractJson, DeployContractJson> = z.strictObject({
  module: hexText,
  invoke: z.strictObject({ max_gas: u64Number, deposits: depositsJson }).nullable(),
});

export function toInvokeContractJson(payload: InvokeContractPayload): InvokeContractJson {
  return {
    contract: bytesToHex(payload.contract),
    deposits: toDepositsJson(payload.deposits),
    entry_id: payload.entryId,
    max_gas: payload.maxGas,
    parameters: payload.parameters.map(toValueCellJson),
  };
}

export function toDeployContractJson({ module, invoke }: DeployContractPayload): DeployContractJson {
  return {
    module: bytesToHex(module),
    invoke: invoke && { max_gas: invoke.maxGas, deposits: toDepositsJson(invoke.deposits) },
  };
}

function toDepositsJson(deposits: readonly Deposit[]): DepositsJson {
  return Object.fromEntries(deposits.map(({ asset, amount }) => [bytesToHex(asset), amount]));
}
