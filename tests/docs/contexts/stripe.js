/** One of Stripe's webhooks, signed by Stripe's own library. */
import Stripe from 'stripe';

process.env.STRIPE_SECRET = 'whsec_a_secret_of_an_endpoint';
const rawBody = JSON.stringify({ id: 'evt_1', object: 'event', type: 'invoice.paid' });
const header = new Stripe('sk_test').webhooks.generateTestHeaderString({ payload: rawBody, secret: process.env.STRIPE_SECRET });
const req = { headers: { 'stripe-signature': header } };

/* the block */
