/** sign.json: what is signed, and what cannot be. */
import { signingList } from './lists.js';
import { OTHER, SECRET } from './scheme.js';

const { signing, signs, cannotSign } = signingList();
export { signing as signings };

signs('a JSON body');
signs('an empty body', { body: '' });
signs('bytes that are not UTF-8', { body: { hex: 'fffe00' } });
signs('a body of 256 KiB', { body: { repeat: 'é', times: 131072 } });
signs('with two secrets', { secrets: [SECRET, OTHER] });
signs('with 16 secrets', { secrets: Array(16).fill(SECRET) });
signs('at the timestamp 0', { time: 0 });
signs('at the latest timestamp', { time: 999999999999 });
signs('under an id of 256 bytes, at the latest timestamp', {
  id: 'i'.repeat(256),
  time: 999999999999,
});
cannotSign('under an empty id', 'ERR_OPTION', { id: '' });
cannotSign('under an id with a dot', 'ERR_OPTION', { id: 'a.b' });
cannotSign('under an id of 257 bytes', 'ERR_OPTION', { id: 'i'.repeat(257) });
cannotSign('under a non-ASCII id', 'ERR_OPTION', { id: 'é' });
cannotSign('at a timestamp of 13 digits', 'ERR_OPTION', { timestamp: 1000000000000 });
cannotSign('with no secret', 'ERR_SECRET_MISSING', { secrets: [] });
cannotSign('with 17 secrets', 'ERR_SECRET_LENGTH', { secrets: Array(17).fill(SECRET) });
cannotSign('with 17 secrets, the last of which is none', 'ERR_SECRET_LENGTH', {
  secrets: [...Array(16).fill(SECRET), 'no secret'],
});
cannotSign('with a public key', 'ERR_SECRET_KIND', {
  secrets: ['whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4='],
});
