import postgres from 'postgres';

export const open = async (url) => {
  const db = postgres(url, { max: 10, onnotice: () => {} });
  return { db, close: () => db.end() };
};

export const transaction = (sql, work) =>
  sql.begin((tx) => work(tx, (text, ...values) => tx.unsafe(text, values)));
