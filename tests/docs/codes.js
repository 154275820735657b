/**
 * docs/errors.md has a row for each code of an error, under the class whose code it is, and so have
 * the comments of the types.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../tools/lib/shell.js';

const types = {
  WebhookVerificationError: 'VerificationErrorCode',
  WebhookConfigError: 'ConfigErrorCode',
};

/** Returns what is missing, or is too much. */
export function wrongCodes() {
  const source = readFileSync(join(root, 'pkg', 'src', 'core', 'errors.ts'), 'utf8');
  const sections = readFileSync(join(root, 'docs', 'errors.md'), 'utf8').split(/^## /m);
  return Object.entries(types)
    .flatMap(([name, type]) => {
      const [, comment, union] = new RegExp(
        `/\\*\\*((?:(?!\\*/)[^])*)\\*/\\nexport type ${type} =([^;]*);`,
      ).exec(source);
      const codes = namesIn(union, /'(ERR_\w+)'/g);
      const shown = {
        'docs/errors.md': sections.find((section) => section.startsWith(`\`${name}\``)) ?? '',
        'the comment in pkg/src/core/errors.ts': comment,
      };
      return Object.entries(shown)
        .map(([where, text]) => [where, namesIn(text, ROW)])
        .filter(([, rows]) => rows !== codes)
        .map(
          ([where, rows]) =>
            `${where} has other codes of ${name} than there are:\n${rows}\n${codes}`,
        );
    })
    .join('\n');
}

const ROW = /^(?: \* )?\| `(ERR_\w+)` \|/gm;

const namesIn = (text, pattern) => [...text.matchAll(pattern)].map(([, code]) => code).join(' ');
