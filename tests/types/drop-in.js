/**
 * Strict users of standardwebhooks and svix, compiled as they are, and against the tarball with
 * only the module's name changed.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scriptOf } from '../../tools/lib/binaries.js';
import { run } from '../../tools/lib/shell.js';
import { runTests } from '../conformance/outcome.js';
import { resultOf } from '../results.js';

/**
 * Each file, and the modules that it can be compiled against: the first one is that which it names.
 */
const files = {
  'standardwebhooks.ts': ['standardwebhooks', 'hookproof'],
  'svix.ts': ['svix', 'svix-2', 'hookproof'],
  'svix-1.ts': ['svix', 'hookproof'],
  'svix-2.ts': ['svix-2', 'hookproof'],
  'idioms.ts': ['hookproof'],
  'next.ts': ['hookproof'],
  'entries.ts': ['hookproof'],
};
/** What Next and Fastify depend on does not pass a check of libraries. */
const unchecked = ['next.ts', 'entries.ts'];

const strictest = {
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noImplicitOverride: true,
};
const nodenext = { module: 'nodenext', moduleResolution: 'nodenext' };
const bundler = { module: 'esnext', moduleResolution: 'bundler' };

/**
 * The oldest language that is supported, with the globals of Node and without those of browsers;
 * and both of them.
 */
const projects = {
  'strict, ES2021': { ...nodenext, target: 'es2021', lib: ['es2021'] },
  'strictest, ES2021': { ...nodenext, ...strictest, target: 'es2021', lib: ['es2021'] },
  'strictest, ES2021 with the DOM': {
    ...nodenext,
    ...strictest,
    target: 'es2021',
    lib: ['es2021', 'dom', 'dom.iterable'],
  },
  'strictest, a bundler': { ...bundler, ...strictest, target: 'es2024' },
};

export const dropInTypes = async (consumer) => {
  const modules = [...new Set(Object.values(files).flat())];
  const tests = modules.flatMap((module) =>
    Object.entries(projects).flatMap(([name, options]) =>
      [false, true].map((skipLibCheck) => ({
        name: `types of ${module}, ${name}${skipLibCheck ? ', libraries unchecked' : ''}`,
        run: () =>
          compile(join(consumer, `types of ${module}, ${name}, ${skipLibCheck}`), module, {
            ...options,
            skipLibCheck,
          }),
      })),
    ),
  );
  return resultOf(await runTests(tests));
};

async function compile(folder, module, options) {
  // Not ours to check: a peer's libraries.
  const chosen = Object.keys(files).filter(
    (file) =>
      files[file].includes(module) &&
      (module !== 'hookproof' || unchecked.includes(file)) === options.skipLibCheck,
  );
  if (chosen.length === 0) return;
  mkdirSync(folder);
  const formats = options.moduleResolution === 'bundler' ? ['mts'] : ['mts', 'cts'];
  const written = chosen.flatMap((file) =>
    // Next has no exports for modules of Node.
    formats
      .filter(
        (format) =>
          file !== 'next.ts' || options.moduleResolution === 'bundler' || format === 'cts',
      )
      .map((format) => {
        const name = file.replace('.ts', `.${format}`);
        const text = readFileSync(join(import.meta.dirname, 'drop-in', file), 'utf8');
        writeFileSync(
          join(folder, name),
          text.replaceAll(`from '${files[file][0]}'`, `from '${module}'`),
        );
        return name;
      }),
  );
  const compilerOptions = { types: ['node'], strict: true, noEmit: true, ...options };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: written }));
  await run(process.execPath, [scriptOf('typescript', 'tsc'), '-p', folder]);
}
