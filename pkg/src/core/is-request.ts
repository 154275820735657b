/**
 * Whether it can be read as a fetch `Request`: of any realm and any library, so never by
 * `instanceof`.
 */
export const isRequest = (value: any): boolean =>
  typeof value?.headers?.get === 'function' &&
  // A body is asked for last: some servers make it only then.
  (typeof value.arrayBuffer === 'function' ||
    value.body === null ||
    typeof value.body?.getReader === 'function');
