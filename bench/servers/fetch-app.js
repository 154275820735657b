import { webhookHandler } from 'hookproof/fetch';
import { adapters, asked, judgeOf, optionsOf } from './receivers.js';

export function fetchApp(receiver) {
  if (adapters.includes(receiver))
    return webhookHandler({ ...optionsOf(receiver), onEvent: () => {} });
  const judge = judgeOf(receiver);
  return async (request) =>
    new Response(null, { status: judge(await request.text(), asked(request.headers)) });
}
