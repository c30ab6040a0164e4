import type { FastifyInstance } from 'fastify';
import type { NodeHealth } from '../../health/node-health.ts';

/**
 * Adds the two questions of supervisors, such as Kubernetes. `GET /health/live`: 200 while the process answers. `GET /health/ready`: 200, or
 * 503 with the reasons why this node should get no calls.
 */
export function addHealthRoutes(server: FastifyInstance, health: Pick<NodeHealth, 'reasons'>): void {
  server.get('/health/live', () => ({ status: 'live' }));
  server.get('/health/ready', async (_request, reply) => {
    const reasons = await health.reasons();
    if (reasons.length === 0) return { status: 'ready' };
    return reply.code(503).send({ status: 'not ready', reasons });
  });
}
