// A wallet of many senders as a process of its own: it sends signed transfers over some connections, each with one request at a time, and
// sends again what found no room, unless `once`. Messages in: {url, connections, batch, rate, once, senders}, then anything to begin.
// Out: {sent, refused, latencies (ms), cpuSeconds}.
import { Agent, request } from 'node:http';

const RETRY_MS = 20;
// A mempool that is full has room after the next block; whoever is refused this often will never be taken.
const MOST_RETRIES = 500;

process.once('message', async ({ url, connections, batch, rate, once, senders }) => {
  process.send('ready');
  await new Promise((resolve) => process.once('message', resolve));
  const before = process.cpuUsage();
  const started = performance.now();
  const latencies = [];
  let sent = 0;
  let refused = 0;
  // A sender belongs to one connection, so that its nonces arrive in their order.
  const lists = Array.from({ length: connections }, () => []);
  const rounds = Math.max(...senders.map((list) => list.length));
  for (let round = 0; round < rounds; round++) {
    senders.forEach((list, sender) => {
      if (round < list.length) lists[sender % connections].push(list[round]);
    });
  }
  const pace = rate === undefined ? 0 : (1000 * batch * connections) / rate;
  await Promise.all(
    lists.map(async (list, connection) => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      for (let at = 0, turn = 0; at < list.length; at += batch, turn++) {
        const due = started + pace * (turn + connection / connections);
        const wait = due - performance.now();
        if (pace > 0 && wait > 0) await sleep(wait);
        let left = list.slice(at, at + batch);
        for (let tries = 0; left.length > 0; tries++) {
          const sentAt = performance.now();
          const answers = await post(url, agent, left);
          latencies.push(performance.now() - sentAt);
          const again = left.filter((_, i) => answers[i].error !== undefined);
          sent += left.length - again.length;
          refused += again.length;
          if (tries === MOST_RETRIES) throw new Error(answers.find(({ error }) => error).error.message);
          left = once ? [] : again;
          if (left.length > 0) await sleep(RETRY_MS);
        }
      }
      agent.destroy();
    }),
  );
  const { user, system } = process.cpuUsage(before);
  process.send({ sent, refused, latencies, cpuSeconds: (user + system) / 1e6 }, () => process.disconnect());
});

function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function post(url, agent, wires) {
  const calls = wires.map(
    (wire, id) => `{"jsonrpc":"2.0","id":${id},"method":"submit_transaction","params":{"data":"${wire}"}}`,
  );
  const body = calls.length === 1 ? calls[0] : `[${calls.join(',')}]`;
  const answer = JSON.parse(await exchange(url, agent, body));
  return Array.isArray(answer) ? answer : [answer];
}

function exchange(url, agent, body) {
  return new Promise((resolve, reject) => {
    const call = request(
      url,
      { method: 'POST', agent, headers: { 'content-type': 'application/json' } },
      (response) => {
        response.setEncoding('utf8');
        let text = '';
        response.on('data', (part) => {
          text += part;
        });
        response.on('end', () => resolve(text));
      },
    );
    call.on('error', reject);
    call.end(body);
  });
}
