export class HostHash {
  constructor(from: number);
}
