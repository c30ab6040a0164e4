import { type ExactJson, isTosError, MAX_TRANSACTION_SIZE, stringifyExactJson } from '@tos/protocol';
import { type Call, exchange, isReading, request, resultOf } from './ask.ts';
import { membersOf } from './members-of.ts';
import type { Destination } from './post.ts';

/** The most requests that a node takes in one body. Source: docs/protocol.md §7.2. */
const LONGEST_LIST = 20;
/** Bytes of a body that every node takes: a transaction of the largest size in hex, and the JSON around it. */
const LONGEST_BODY = 2 * MAX_TRANSACTION_SIZE + 4096;

/** Makes calls in lists, one after the other. @throws the reason of an aborted signal */
export async function askInLists(calls: readonly Call[], to: Destination): Promise<PromiseSettledResult<ExactJson>[]> {
  const outcomes: PromiseSettledResult<ExactJson>[] = [];
  while (outcomes.length < calls.length) {
    try {
      outcomes.push(...(await askList(nextList(calls, outcomes.length), to)));
    } catch (reason) {
      if (!isTosError(reason, 'TOS_NODE_UNREACHABLE')) throw reason;
      for (const _ of calls.slice(outcomes.length)) outcomes.push({ status: 'rejected', reason });
    }
  }
  return outcomes;
}

interface List {
  readonly calls: readonly Call[];
  readonly body: string;
}

/** The calls from one on that one body can have: at least one, which the node refuses when it is too large. */
function nextList(calls: readonly Call[], from: number): List {
  const texts: string[] = [];
  let bytes = 0;
  for (const [i, call] of calls.slice(from, from + LONGEST_LIST).entries()) {
    const text = stringifyExactJson(request(call, i));
    bytes += new TextEncoder().encode(text).length + 1;
    if (i > 0 && bytes > LONGEST_BODY) break;
    texts.push(text);
  }
  return { calls: calls.slice(from, from + texts.length), body: `[${texts.join(',')}]` };
}

async function askList({ calls, body }: List, to: Destination): Promise<PromiseSettledResult<ExactJson>[]> {
  const { json, status } = await exchange(body, to, calls.every(isReading));
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
