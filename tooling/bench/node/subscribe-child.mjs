// Subscribers of `new_block` as a process of their own. They check that each block follows the one before, until the message "end".
// Message in: {url, subscribers, from}. Out: {topoheights, faults, cpuSeconds}: the last topoheight that each has seen.
import { WebSocket } from 'ws';

process.once('message', async ({ url, subscribers, from }) => {
  const before = process.cpuUsage();
  const topoheights = new Array(subscribers).fill(from);
  let faults = 0;
  const sockets = await Promise.all(
    topoheights.map(
      (_, i) =>
        new Promise((resolve, reject) => {
          const socket = new WebSocket(url.replace('http', 'ws'));
          socket.on('error', reject);
          socket.on('message', (data) => {
            const { result } = JSON.parse(String(data));
            if (result === true) return resolve(socket);
            if (result.topoheight !== topoheights[i] + 1) faults++;
            topoheights[i] = result.topoheight;
          });
          const params = { notify: 'new_block', from_topoheight: from + 1 };
          socket.on('open', () => socket.send(JSON.stringify({ jsonrpc: '2.0', id: i, method: 'subscribe', params })));
        }),
    ),
  );
  process.once('message', () => {
    for (const socket of sockets) socket.close();
    const { user, system } = process.cpuUsage(before);
    process.send({ topoheights, faults, cpuSeconds: (user + system) / 1e6 }, () => process.disconnect());
  });
  process.send('ready');
});
