// Readers as a process of their own: each asks for `get_info` and `get_balance` in turn, at a steady rate, until the message "end".
// Message in: {url, readers, everyMs, address}. Out: {latencies (ms), failures, cpuSeconds}.
import { Agent, request } from 'node:http';

process.once('message', async ({ url, readers, everyMs, address }) => {
  const before = process.cpuUsage();
  let isOver = false;
  let failures = 0;
  const latencies = [];
  process.once('message', () => {
    isOver = true;
  });
  process.send('ready');
  const bodies = [
    '{"jsonrpc":"2.0","id":1,"method":"get_info"}',
    `{"jsonrpc":"2.0","id":2,"method":"get_balance","params":{"address":"${address}"}}`,
  ];
  await Promise.all(
    Array.from({ length: readers }, async (_, reader) => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      for (let turn = reader; !isOver; turn++) {
        const sentAt = performance.now();
        const text = await exchange(url, agent, bodies[turn % bodies.length]);
        const took = performance.now() - sentAt;
        latencies.push(took);
        if (!text.includes('"result"')) failures++;
        await new Promise((resolve) => setTimeout(resolve, Math.max(0, everyMs - took)));
      }
      agent.destroy();
    }),
  );
  const { user, system } = process.cpuUsage(before);
  process.send({ latencies, failures, cpuSeconds: (user + system) / 1e6 }, () => process.disconnect());
});

function exchange(url, agent, body) {
  return new Promise((resolve, reject) => {
    const call = request(url, { method: 'POST', agent }, (response) => {
      response.setEncoding('utf8');
      let text = '';
      response.on('data', (part) => {
        text += part;
      });
      response.on('end', () => resolve(text));
    });
    call.on('error', reject);
    call.end(body);
  });
}
