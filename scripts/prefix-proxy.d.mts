export interface PrefixProxy {
  /** Address of the proxy, without a slash at its end. */
  readonly url: string;
  stop(): Promise<void>;
}

export function startPrefixProxy(target: string, prefix: string): Promise<PrefixProxy>;
