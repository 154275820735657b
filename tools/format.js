/** `npm run format`: formats JavaScript, TypeScript, Rust and Python, and mends what is safe to. */
import { scriptOf } from './lib/binaries.js';
import { project, pythonTools } from './lib/python.js';
import { attempt } from './lib/shell.js';
import { installPackages } from './lib/toolchain.js';

const manifests = [
  'Cargo.toml',
  'python/Cargo.toml',
  'gateway/Cargo.toml',
  'fuzz/Cargo.toml',
  'tests/constant-time/native/Cargo.toml',
  'tests/differential/rust/Cargo.toml',
];

await installPackages();
const ruff = (await pythonTools()).bin('ruff');
const beside = ['--config', 'pyproject.toml', '../examples', '../tests/docs/python'];

await format(process.execPath, [scriptOf('@biomejs/biome', 'biome'), 'check', '--write']);
for (const manifest of manifests) await format('cargo', ['fmt', '--manifest-path', manifest]);
await format(ruff, ['check', '--fix', '--no-cache'], project);
await format(ruff, ['format', '--no-cache'], project);
await format(ruff, ['format', '--no-cache', ...beside], project);

/** What a formatter cannot mend is told, and the others run all the same. */
async function format(program, args, cwd) {
  const { code } = await attempt(program, args, { show: true, ...(cwd && { cwd }) });
  if (code !== 0) process.exitCode = 1;
}
