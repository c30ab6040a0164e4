// The JSON form of transactions. This entry brings zod, which the other entries do without.
export { hexJson, u8Json, u64Json } from './json-fields.ts';
export { payloadJson } from './payload-json.ts';
export { transactionFromJson, transactionToJson } from './transaction-json.ts';
