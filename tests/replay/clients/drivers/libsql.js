import Database from 'libsql';

export const open = (path) => new Database(path);
