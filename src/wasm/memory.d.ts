export class Memory {
  constructor(memory: WebAssembly.Memory);
}
