/** An Express application in TypeScript. */
import express from 'express';
import { listening, over, prove } from '../sender.js';

const app = express();

/* the block */

await prove(over(`${await listening(app)}/webhook`));
process.exit();
