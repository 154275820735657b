import { request } from 'node:http';

/**
 * Posts over a connection of its own, and gives the status and the text of the answer. Not by
 * `fetch`, which keeps connections: one that the server closes at that moment would look like a
 * lost delivery, and sending it again like a replay.
 */
export function post(url, body, headers = {}) {
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      { method: 'POST', agent: false, headers: { 'content-type': 'application/json', ...headers } },
      async (response) => {
        try {
          const pieces = [];
          for await (const piece of response) pieces.push(piece);
          resolve({ status: response.statusCode, text: Buffer.concat(pieces).toString() });
        } catch (error) {
          reject(error);
        }
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}
