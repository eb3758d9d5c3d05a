/** URL of the store, the configured Redis or the private one, known before the application starts. */
export abstract class StoreUrl {
  abstract readonly url: string;
}
