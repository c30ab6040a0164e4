import { z } from 'zod';
import { errorDataJson } from '../errors/error-json.ts';
import { blockJson } from '../schemas/block-json.ts';
import { dataElementJson } from '../schemas/data-element.ts';
import { payloadJson } from '../schemas/payloads/payload-json.ts';
import { valueCellJson } from '../schemas/payloads/value-cell-json.ts';
import { transactionJson, transactionResponseJson } from '../schemas/transaction-json.ts';

/** Schemas that several methods share, or that contain themselves: the document has each once, under its name. */
export const namedSchemas: z.core.$ZodRegistry<{ id: string }> = z
  .registry<{ id: string }>()
  .add(errorDataJson, { id: 'ErrorData' })
  .add(blockJson, { id: 'Block' })
  .add(transactionJson, { id: 'Transaction' })
  .add(transactionResponseJson, { id: 'TransactionResponse' })
  .add(payloadJson, { id: 'Payload' })
  .add(valueCellJson, { id: 'ValueCell' })
  .add(dataElementJson, { id: 'DataElement' });
