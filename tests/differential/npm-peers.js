/** The peers that run in this process: their verdicts, in the words of the programs. */
import * as standardwebhooks from 'standardwebhooks';
import * as svix from 'svix';

/** Tells what a library throws of its own from what escapes it. */
function judgeBy({ Webhook, WebhookVerificationError }) {
  return ({ body, headers, secrets: [{ text, raw }] }) => {
    let peer;
    try {
      peer = raw === undefined ? new Webhook(text) : new Webhook(raw, { format: 'raw' });
    } catch (error) {
      return `secret: ${error.message}`;
    }
    try {
      peer.verify(body, Object.fromEntries(headers));
      return 'accepted';
    } catch (error) {
      if (error instanceof WebhookVerificationError) return `refused: ${error.message}`;
      // Both parse a body after they verified it.
      return error instanceof SyntaxError ? 'accepted' : `crashed: ${error.name}`;
    }
  };
}

export const judges = { standardwebhooks: judgeBy(standardwebhooks), svix: judgeBy(svix) };
