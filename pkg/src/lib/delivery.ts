import { within } from './within.js';

/** What `verifyRequest` reads of a `Request`: an adapter for a framework without one makes its own. */
export interface Delivery {
  headers: { get(name: string): string | null };
  bodyUsed: boolean;
  /** `null` for none; `undefined` where a runtime has no streams on requests. */
  body: DeliveryBody | null | undefined;
  arrayBuffer?(): Promise<ArrayBuffer>;
}

interface DeliveryBody {
  /** Whether somebody else reads it. */
  readonly locked?: boolean;
  cancel(): Promise<void>;
  getReader(): BodyReader;
}

export interface BodyReader {
  read(): Promise<{ done: boolean; value?: Uint8Array | undefined }>;
  cancel(): Promise<void>;
}

/** The same delivery, whose body breaks off when it takes longer than this to arrive. */
export function withDeadline(delivery: Delivery, milliseconds: number): Request {
  const { headers, bodyUsed, body } = delivery;
  const late = `the body did not arrive within ${milliseconds} ms`;
  const limited = (stream: DeliveryBody) => ({
    locked: stream.locked,
    cancel: () => stream.cancel(),
    getReader: () => hurried(stream.getReader(), milliseconds, late),
  });
  const hurriedDelivery = {
    headers,
    bodyUsed,
    // Of another kind of stream the whole is taken.
    body: typeof body?.getReader === 'function' ? limited(body) : body && undefined,
    arrayBuffer: () => within(milliseconds, (delivery as Request).arrayBuffer(), late),
  };
  return hurriedDelivery as unknown as Request;
}

function hurried(reader: BodyReader, milliseconds: number, late: string): BodyReader {
  const end = Date.now() + milliseconds;
  return {
    cancel: () => reader.cancel(),
    async read() {
      try {
        return await within(Math.max(0, end - Date.now()), reader.read(), late);
      } catch (error) {
        // Whoever sends must not keep what waits for him.
        reader.cancel().catch(() => {});
        throw error;
      }
    },
  };
}
