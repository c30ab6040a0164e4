// node subscribe.mjs ws://127.0.0.1:8080/json_rpc [BLOCKS]: prints blocks as they come, and ends after so many when a number is given.
import { WebSocket } from 'ws';

const [url, blocks = 'Infinity'] = process.argv.slice(2);
const socket = new WebSocket(url);
let left = Number(blocks);
socket.on('open', () => {
  const params = { notify: 'new_block' };
  socket.send(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'subscribe', params }));
});
socket.on('message', (data) => {
  const { result } = JSON.parse(data);
  if (result.event !== 'new_block') return console.log('subscribed');
  console.log(`block ${result.topoheight}: ${result.txs_hashes.length} transactions, ${result.hash}`);
  left--;
  if (left === 0) socket.close();
});
