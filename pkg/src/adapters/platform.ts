/** Which platform this is, where one works otherwise than the next. */
const { process, navigator, Bun, Deno } = globalThis as {
  process?: { versions?: { node?: string } };
  navigator?: { userAgent?: string };
  Bun?: unknown;
  Deno?: unknown;
};

/** Whether it is Node, or has the process that Node has: Deno and Bun do. */
export const hasProcess =
  typeof process?.versions?.node === 'string' && navigator?.userAgent !== 'Cloudflare-Workers';

export const isNode = hasProcess && Bun === undefined && Deno === undefined;
