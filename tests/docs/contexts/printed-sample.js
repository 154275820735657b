/**
 * The function that Pulse's page prints, as JavaScript and without its comments, and a webhook that
 * another library signed.
 */
import crypto from 'node:crypto';
import { body, headersFor, secret } from '../sender.js';

function sample(payload, headers, webhookSecret) {
  const webhookId = headers['webhook-id'];
  const webhookTimestamp = headers['webhook-timestamp'];
  const webhookSignature = headers['webhook-signature'];
  if (!webhookId || !webhookTimestamp || !webhookSignature) return false;
  const currentTime = Math.floor(Date.now() / 1000);
  if (Math.abs(currentTime - parseInt(webhookTimestamp)) > 300) return false;
  const signedContent = `${webhookId}.${webhookTimestamp}.${payload}`;
  const signature = webhookSignature.includes(',') ? webhookSignature.split(',')[1] : webhookSignature;
  const secretBytes = Buffer.from(webhookSecret, 'base64');
  const expected = crypto.createHmac('sha256', secretBytes).update(signedContent).digest('base64');
  return crypto.timingSafeEqual(Buffer.from(signature), Buffer.from(expected));
}

const headers = headersFor(body);
const withoutPrefix = secret.slice('whsec_'.length);
const signatureOfAnother = `v1,${crypto.randomBytes(32).toString('base64')}`;

function signedAt(timestamp, payload) {
  const content = Buffer.concat([Buffer.from(`msg_1.${timestamp}.`), Buffer.from(payload)]);
  const signature = crypto.createHmac('sha256', Buffer.from(withoutPrefix, 'base64')).update(content).digest('base64');
  return { 'webhook-id': 'msg_1', 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}

/* the block */
