/** Every entry's declarations, with all that they name. */
import * as hookproof from 'hookproof';
import * as express from 'hookproof/express';
import * as fastify from 'hookproof/fastify';
import * as fetch from 'hookproof/fetch';
import * as full from 'hookproof/full';
import * as hono from 'hookproof/hono';
import * as pulse from 'hookproof/pulse';
import * as replay from 'hookproof/replay';
import * as testing from 'hookproof/testing';

export const entries = [hookproof, express, fastify, fetch, full, hono, pulse, replay, testing];

const error: Error = new hookproof.WebhookVerificationError('refused', { cause: entries });
export const verdict: boolean =
  hookproof.verifyWebhook(
    '{}',
    hookproof.signWebhook('{}', full.generateSecret()),
    new Uint8Array(32),
  ) || error instanceof TypeError;
