/** A test file of Jest's, with an Express application to test and supertest to ask it. */
import express from 'express';
import request from 'supertest';
import { webhook } from 'hookproof/express';

const app = express();

/* the block */

app.post('/webhook', webhook(secret), (_, response) => response.sendStatus(204));
