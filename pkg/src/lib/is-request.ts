/** Whether it can be read as a fetch `Request`: of any realm and any library, so never by `instanceof`. */
export const isRequest = (value: any): boolean =>
  typeof value?.headers?.get === 'function' &&
  (value.body === null || typeof value.body?.getReader === 'function' || typeof value.arrayBuffer === 'function');
