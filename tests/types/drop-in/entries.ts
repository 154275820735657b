/**
 * Every entry of the package: none of its declarations needs a newer language than this project
 * has.
 */
import * as express from 'hookproof/express';
import * as fastify from 'hookproof/fastify';
import * as fetching from 'hookproof/fetch';
import * as full from 'hookproof/full';
import * as hono from 'hookproof/hono';
import * as pulse from 'hookproof/pulse';
import * as replay from 'hookproof/replay';
import * as testing from 'hookproof/testing';
import { verifyWebhook } from 'hookproof';

declare const secret: string;
verifyWebhook('{}', testing.signedHeaders('{}', secret), secret);
verifyWebhook('{}', testing.svixHeaders(testing.signedHeaders('{}', secret)), [secret] as const);
export const entries = [express, fastify, fetching, full, hono, pulse, replay, testing];
