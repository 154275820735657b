/**
 * Makes `instanceof` hold between the ESM and the CommonJS build, which are two classes in a
 * process that loads both. A subclass keeps the ordinary meaning.
 */
export function brand(errorClass: { new (...values: never[]): Error }, name: string): void {
  const mark = Symbol.for(`hookproof.${name}`);
  const { prototype } = errorClass;
  Object.defineProperties(prototype, {
    name: { value: name, configurable: true, writable: true },
    [mark]: { value: true },
  });
  Object.defineProperty(errorClass, Symbol.hasInstance, {
    value(this: unknown, value: unknown) {
      if (this !== errorClass) return Function.prototype[Symbol.hasInstance].call(this, value);
      return typeof value === 'object' && value !== null && mark in value;
    },
  });
}
