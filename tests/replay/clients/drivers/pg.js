import pg from 'pg';

export const open = async (url) => {
  const db = new pg.Pool({ connectionString: url, max: 10 }).on('error', () => {});
  return { db, close: () => db.end() };
};

export async function transaction(pool, work) {
  const client = await pool.connect();
  const ignore = () => {};
  client.on('error', ignore);
  let isBroken = true;
  try {
    await client.query('BEGIN');
    const result = await work(client, (text, ...values) => client.query(text, values));
    await client.query('COMMIT');
    isBroken = false;
    return result;
  } catch (error) {
    await client
      .query('ROLLBACK')
      .then(() => (isBroken = false))
      .catch(() => {});
    throw error;
  } finally {
    client.off('error', ignore);
    client.release(isBroken);
  }
}
