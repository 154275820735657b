/**
 * jsdom, and what it leaves out of the globals that the suite uses: those are Node's, so the suite
 * mixes the values of two realms.
 */
const { TestEnvironment } = require('jest-environment-jsdom');

const used = { TextEncoder, TextDecoder, ReadableStream, Headers, Request };

module.exports = class extends TestEnvironment {
  async setup() {
    await super.setup();
    for (const [name, value] of Object.entries(used)) this.global[name] ??= value;
  }
};
