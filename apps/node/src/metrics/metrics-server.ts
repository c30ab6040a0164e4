import Fastify from 'fastify';
import { listenError } from '../settings/listen-error.ts';
import type { NodeMetrics } from './node-metrics.ts';

export interface MetricsServer {
  /** The URL that Prometheus scrapes, of the form http://127.0.0.1:9100/metrics */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves `GET /metrics` on a port of its own: who may call the node need not see how it is doing.
 * @param host an IP address
 * @param port 0 takes any free port
 * @throws TOS_PORT_IN_USE, TOS_INVALID_CONFIG for a port that this user may not open
 */
export async function startMetricsServer(
  { host, port }: { readonly host: string; readonly port: number },
  metrics: Pick<NodeMetrics, 'text' | 'contentType'>,
): Promise<MetricsServer> {
  const server = Fastify({ forceCloseConnections: true });
  server.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.text()));
  try {
    const address = await server.listen({ host, port });
    return { url: `${address}/metrics`, close: () => server.close() };
  } catch (error) {
    await server.close();
    throw listenError(error, { setting: '--metrics-port', host, port });
  }
}
