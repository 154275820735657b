/** The largest body that is read where nobody says otherwise, in bytes: 1 MiB. */
export const defaultMaxBodyBytes = 1024 * 1024;
