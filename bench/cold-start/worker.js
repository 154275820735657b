/**
 * Runs inside workerd: verifies the webhook that it is sent, once. Without a peer it answers at
 * once.
 */
export function workerOf(modules) {
  const [{ verifierOf }] = [...Object.values(modules), { verifierOf: () => () => true }];
  return {
    async fetch(request) {
      const { body, headers, secret } = await request.json();
      return Response.json(await verifierOf(secret)(body, headers));
    },
  };
}
