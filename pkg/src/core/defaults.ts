/** What holds where nobody says otherwise. Of a verdict itself the core knows: src/verifier.rs. */

/** The largest body that is read, in bytes: 1 MiB. */
export const maxBodyBytes = 1024 * 1024;
/** How long a body may take to come. */
export const bodyTimeoutMs = 30_000;
/** Under which name an adapter claims ids in a store. */
export const endpoint = 'webhook';
/** How long a claim holds unless it is renewed. */
export const leaseSeconds = 60;
/** How long a handler may work on a webhook until others get it. */
export const maxWorkSeconds = 15 * 60;
/** How long a store may take to answer. */
export const storeTimeoutMs = 5_000;
