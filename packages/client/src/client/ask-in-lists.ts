import { type ExactJson, isTosError, stringifyExactJson } from '@tos/protocol';
import { type Call, exchange, isReading, request, resultOf } from './ask.ts';
import { membersOf } from './members-of.ts';
import type { Destination } from './post.ts';

/** The most requests that a node takes in one body. Source: docs/protocol.md §7.2. */
const LONGEST_LIST = 20;

/** Makes calls in lists, one after the other. @throws the reason of an aborted signal */
export async function askInLists(calls: readonly Call[], to: Destination): Promise<PromiseSettledResult<ExactJson>[]> {
  const outcomes: PromiseSettledResult<ExactJson>[] = [];
  while (outcomes.length < calls.length) {
    const list = calls.slice(outcomes.length, outcomes.length + LONGEST_LIST);
    try {
      outcomes.push(...(await askList(list, to)));
    } catch (reason) {
      if (!isTosError(reason, 'TOS_NODE_UNREACHABLE')) throw reason;
      for (const _ of calls.slice(outcomes.length)) outcomes.push({ status: 'rejected', reason });
    }
  }
  return outcomes;
}

async function askList(calls: readonly Call[], to: Destination): Promise<PromiseSettledResult<ExactJson>[]> {
  const { json, status } = await exchange(stringifyExactJson(calls.map(request)), to, calls.every(isReading));
  const answers = new Map(itemsOf(json).map((answer) => [membersOf(answer)['id'], answer]));
  return calls.map((call, i) => {
    try {
      // A list that is refused as a whole is answered by one object.
      const answer = Array.isArray(json) ? answers.get(BigInt(i)) : json;
      return { status: 'fulfilled', value: resultOf(answer, call, { url: to.url, status }) };
    } catch (reason) {
      return { status: 'rejected', reason };
    }
  });
}

function itemsOf(json: ExactJson): readonly ExactJson[] {
  return Array.isArray(json) ? json : [];
}
