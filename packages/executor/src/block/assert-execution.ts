import {
  assertFunction,
  assertInteger,
  assertNetwork,
  assertObject,
  assertOneOf,
  invalidArgument,
} from '@tos/protocol';
import type { RuleSet } from '@tos/runtime';
import { executionModes } from '@tos/tasks';
import { assertBatch, type PackedBatch } from '@tos/transaction';
import type { ExecutionContext, ExecutionOptions } from './block-execution.ts';

/** Checks the arguments of an execution: the code behind this check relies on their types. @throws TOS_INVALID_ARGUMENT */
export function assertExecution(batch: PackedBatch, context: ExecutionContext, options: ExecutionOptions): void {
  assertBatch(batch);
  assertObject(context, 'context');
  assertNetwork(context.network, 'context.network');
  assertInteger(context.topoheight, 'context.topoheight', 0);
  assertObject(context.state, 'context.state', ['readMany']);
  if (context.cache !== undefined) assertObject(context.cache, 'context.cache', ['find', 'keep']);
  assertFunction(context.references, 'context.references');
  if (context.frame !== undefined) assertObject(context.frame, 'context.frame', ['declare', 'open', 'close']);
  assertObject(options, 'options');
  assertOneOf(options.policy, 'options.policy', ['build', 'validate']);
  assertRules(options.rules, 'options.rules');
  const { setting, parallelThreshold } = options;
  if (setting !== undefined) assertOneOf(setting, 'options.setting', executionModes);
  if (parallelThreshold !== undefined) assertInteger(parallelThreshold, 'options.parallelThreshold', 0);
}

/** @throws TOS_INVALID_ARGUMENT unless the value holds rules by opcode, as an object or an array */
export function assertRules(rules: RuleSet, argument: string): void {
  const isRules = typeof rules === 'object' && rules !== null && !ArrayBuffer.isView(rules);
  if (!isRules) throw invalidArgument(argument, 'rules by opcode, as baselineRules', rules);
}
