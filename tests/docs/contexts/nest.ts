/** Nest, on Express. */
import 'reflect-metadata';
import { over, prove } from '../sender.js';

/* the block */

app.useLogger(false);
await app.listen(0, '127.0.0.1');
await prove(over(`${await app.getUrl()}/webhook`));
process.exit();
