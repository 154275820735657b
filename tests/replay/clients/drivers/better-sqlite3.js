import Database from 'better-sqlite3';

export const open = (path) => new Database(path, { timeout: 0 });
