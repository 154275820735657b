import { createClient } from '@libsql/client';

// It must wait by itself: a connection of it that once found the file held stays unusable.
export const open = (path) => createClient({ url: `file:${path}`, timeout: 20_000 });
