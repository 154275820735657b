/** target/gateway/hookproof-gateway.wasm: the filter for gateways. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installing } from '../lib/install-lock.js';
import { root, run, say } from '../lib/shell.js';
import { optimise, reached, stripped } from './binaryen.js';
import { rustEnvironment, SIMD } from './wasm.js';

const target = join(root, 'target');
export const gatewayWasm = join(target, 'gateway', 'hookproof-gateway.wasm');

/**
 * What a host calls for a filter of requests. The library exports one function for each event there
 * is: without those of responses, a host passes a response on without asking, and a quarter of the
 * module falls away.
 */
const called = [
  'memory',
  '_initialize',
  'malloc',
  'proxy_abi_version_0_2_1',
  'proxy_on_vm_start',
  'proxy_on_context_create',
  'proxy_on_configure',
  'proxy_on_request_headers',
  'proxy_on_request_body',
  'proxy_on_request_trailers',
  'proxy_on_done',
  'proxy_on_log',
  'proxy_on_delete',
];

let built;

/** Compiles it, once in a process, and gives its path. */
export function buildGateway() {
  // Suites that run side by side are processes of their own.
  built ??= installing(async () => {
    const compiled = await compileGateway(root, target);
    mkdirSync(join(target, 'gateway'), { recursive: true });
    const stamp = `${gatewayWasm}.from`;
    const from = sha256(
      Buffer.concat([compiled, import.meta.filename].map((path) => readFileSync(path))),
    );
    if (!existsSync(gatewayWasm) || !existsSync(stamp) || readFileSync(stamp, 'utf8') !== from) {
      await optimiseGateway(compiled, `${gatewayWasm}.next`);
      renameSync(`${gatewayWasm}.next`, gatewayWasm);
      writeFileSync(stamp, from);
    }
    const bytes = readFileSync(gatewayWasm);
    say(`hookproof-gateway.wasm: ${bytes.length} bytes, SHA-256 ${sha256(bytes)}`);
    writeFileSync(`${gatewayWasm}.sha256`, `${sha256(bytes)}  hookproof-gateway.wasm\n`);
    return gatewayWasm;
  });
  return built;
}

/** Has cargo make the module, from a copy of the sources; gives its path. */
async function compileGateway(sources, into) {
  const options = [
    '--package',
    'hookproof-gateway',
    '--target',
    'wasm32-unknown-unknown',
    '--profile',
    'gateway',
  ];
  const flags = [SIMD];
  const env = { ...rustEnvironment(flags), CARGO_TARGET_DIR: into };
  await run('cargo', ['build', '--quiet', ...options], { cwd: sources, env });
  return join(into, 'wasm32-unknown-unknown', 'gateway', 'hookproof_gateway.wasm');
}

async function optimiseGateway(compiled, result) {
  const needed = await reached(compiled, called, `${result}.needed.wasm`);
  await optimise(needed, result, ['-Oz', ...stripped]);
}

export const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
