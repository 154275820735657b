import { ReflectionKind } from 'typedoc';
import { entries } from '../lib/entries.js';

const sourceOf = ({ source }) => `../../pkg/src/${source}`;

/** Each entry by the name that it is imported by, and not by where its source is. */
const names = new Map(
  entries.map(({ specifier, source }) => [source.replace(/(\/index)?\.ts$/, ''), specifier]),
);
const namedAsImported = (app) =>
  app.converter.on('createDeclaration', (_, reflection) => {
    if (reflection.kind === ReflectionKind.Module)
      reflection.name = names.get(reflection.name) ?? reflection.name;
  });

export default {
  name: 'hookproof',
  tsconfig: 'tsconfig.json',
  entryPoints: entries.map(sourceOf),
  plugin: [namedAsImported],
  readme: 'none',
  out: '../../target/docs/npm',
  excludeInternal: true,
  excludePrivate: true,
  disableSources: true,
  hideGenerator: true,
  intentionallyNotExported: [
    'GivenSecret',
    'HeaderValue',
    'NamedHeaders',
    'NodeRequest',
    'NodeResponse',
    'NodeStream',
    'UnknownPulseEventType.other',
  ],
  validation: {
    notExported: true,
    invalidLink: true,
    invalidPath: true,
    rewrittenLink: true,
    notDocumented: true,
  },
  treatWarningsAsErrors: true,
  treatValidationWarningsAsErrors: true,
};
