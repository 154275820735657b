/** An Express application whose routes answer 200, as a vendor's sample does. */
import express from 'express';
import { listening, over, prove } from '../sender.js';

const app = express();

/* the block */

await prove(over(`${await listening(app)}/webhook`), { taken: 200 });
process.exit();
