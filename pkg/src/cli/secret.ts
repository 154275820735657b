import { generateKeyPair, generateSecret } from 'hookproof/full';
import { whole } from './arguments.js';
import { command } from './command.js';
import { UsageError } from './errors.js';

export const secret = command({
  name: 'secret',
  summary: 'make a new secret, or a key pair',
  usage: ['secret [--bytes N]', 'secret --ed25519'],
  about: [
    'Prints a new random secret, whsec_ and base64, for a sender and its receiver. With --ed25519, prints a private key (whsk_) for the ' +
      'sender alone, and on the next line the public key (whpk_) for its receivers.',
  ],
  options: {
    bytes: { type: 'string', value: 'N', about: 'random bytes in the secret, 24 to 512 (32)' },
    ed25519: { type: 'boolean', about: 'make a key pair, for v1a signatures' },
  },
  examples: ['(umask 077; hookproof secret > webhook.secret)'],
  async run({ bytes, ed25519 }, files, output) {
    if (files.length > 0)
      throw new UsageError('secret reads no file: write the new secret into one by > FILE');
    if (ed25519) {
      if (bytes !== undefined)
        throw new UsageError('an ed25519 key has one length: leave out --bytes');
      const pair = generateKeyPair();
      output.newKey(pair, pair.privateKey, pair.publicKey);
      return 0;
    }
    const made = generateSecret(bytes === undefined ? 32 : whole('bytes', bytes, [24, 512]));
    output.newKey({ secret: made }, made);
    return 0;
  },
});
