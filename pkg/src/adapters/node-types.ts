/**
 * Node's requests and answers, as far as they are used: no types of Node, so that whoever has none
 * can compile against the adapters.
 */

/** What is used of a stream that is, or stands for, the body of an `IncomingMessage`. */
export interface NodeStream {
  readonly destroyed: boolean;
  readonly readableEnded: boolean;
  readonly readableDidRead?: boolean;
  readonly readableEncoding?: string | null;
  readonly readableFlowing: boolean | null;
  readonly readableHighWaterMark: number;
  readonly readableLength: number;
  read(size?: number): unknown;
  unshift(bytes: Uint8Array): void;
  pause(): unknown;
  resume(): unknown;
  on(name: string, listener: (...values: any[]) => void): unknown;
  rawListeners(name: string): unknown[];
  removeListener(name: string, listener: (...values: any[]) => void): unknown;
  destroy(): unknown;
  /** With HTTP/2, what carries the request. */
  readonly stream?: { close?(code: number): unknown };
}

/**
 * What is used of an `IncomingMessage` or an `Http2ServerRequest`, with what a parser or a platform
 * put on it.
 */
export interface NodeRequest extends NodeStream {
  readonly method?: string | undefined;
  readonly headers: Record<string, string | string[] | undefined>;
  /** What a parser left. */
  body?: unknown;
  /**
   * The bytes, where a platform reads them before the application: Nest, Google Cloud Functions,
   * Firebase.
   */
  rawBody?: unknown;
}

/** What is used of a `ServerResponse`, or of an `Http2ServerResponse`. */
export interface NodeResponse {
  readonly destroyed?: boolean;
  readonly headersSent: boolean;
  readonly writableEnded: boolean;
  statusCode: number;
  setHeader(name: string, value: string): unknown;
  once(name: string, listener: () => void): unknown;
  writeHead(status: number, ...values: any[]): unknown;
  end(...values: any[]): unknown;
  /** With HTTP/2, what carries the answer. */
  readonly stream?: {
    readonly destroyed: boolean;
    once(name: string, listener: () => void): unknown;
  };
}
