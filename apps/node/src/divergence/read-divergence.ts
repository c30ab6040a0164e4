import { readFileSync } from 'node:fs';
import type { DivergenceReport, ExecutionRecord } from '@tos/executor';
import { z } from 'zod';
import { invalidSetting } from '../settings/invalid-setting.ts';

const hex = z.string().regex(/^([0-9a-f]{2})*$/, 'expected hex digits');
const count = z.int().nonnegative();
const code = z.int().min(0).max(0xffff);
const how = z.strictObject({ mode: z.string(), reason: z.string(), verified: count, cached: count });
const scalars = z.record(z.string(), z.union([z.string(), z.number()]));

const execution: z.ZodType<ExecutionRecord> = z.discriminatedUnion('result', [
  z.strictObject({
    result: z.literal('executed'),
    how,
    errors: z.array(code),
    writes: z.array(z.strictObject({ domain: z.string(), key: hex, value: hex.nullable() })),
    gasFee: z.string().regex(/^\d{1,20}$/),
  }),
  z.strictObject({
    result: z.literal('refused'),
    how,
    refused: z.strictObject({ index: count.nullable(), error: code }),
  }),
  z.strictObject({
    result: z.literal('threw'),
    error: z.strictObject({ code: z.string(), message: z.string(), details: scalars }),
  }),
]);

const report: z.ZodType<DivergenceReport> = z.strictObject({
  format: z.literal('tos-divergence'),
  version: z.literal(1),
  difference: z.string(),
  software: z.string(),
  host: z.strictObject({ node: z.string(), platform: z.string(), arch: z.string() }),
  workers: count.max(64),
  verifier: z.string(),
  network: z.enum(['mainnet', 'testnet', 'stagenet', 'devnet']),
  topoheight: count,
  policy: z.enum(['build', 'validate']),
  transactions: z.array(hex),
  references: hex.nullable(),
  frame: scalars.nullable(),
  state: z.array(z.strictObject({ domain: z.string(), key: hex, value: hex.nullable() })),
  sequential: execution,
  parallel: execution,
});

/** Reads a report from its file. @throws TOS_INVALID_CONFIG when the file cannot be read or holds no report */
export function readDivergence(file: string): DivergenceReport {
  const parsed = report.safeParse(parse(file));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw invalidSetting(file, `no report of a divergence: ${issue?.path.join('.')}: ${issue?.message}`);
}

function parse(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw invalidSetting(file, error instanceof Error ? error.message : String(error));
  }
}
