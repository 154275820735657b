import express = require('hookproof/express');
import fastify = require('hookproof/fastify');
import fetch = require('hookproof/fetch');
import hono = require('hookproof/hono');

export = [
  express.webhook('whsec_'),
  fastify.webhook('whsec_'),
  fetch.webhookHandler({ secret: 'whsec_', onEvent: () => {} }),
  hono.webhook('whsec_'),
];
