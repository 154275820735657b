import PgBoss from 'pg-boss';

const boss = new PgBoss({
  connectionString: process.env.DATABASE_URL ?? 'postgres://localhost/postgres',
  // How often it looks for jobs whose worker has died.
  maintenanceIntervalSeconds: Number(process.env.MAINTENANCE_SECONDS ?? 120),
});
boss.on('error', (error) => console.warn(`pg-boss: ${error.message}`));
await boss.start();
await boss.createQueue('webhooks');

// At least once: what must not happen twice needs the id here as well, as the key of a payment or
// of a row.
await boss.work('webhooks', { batchSize: 20, pollingIntervalSeconds: 0.5 }, async (jobs) => {
  for (const { data } of jobs) await work(data);
});

async function work({ id, event }) {
  console.log(`${id}: ${event.type}`);
}

console.log('listening on the queue');
