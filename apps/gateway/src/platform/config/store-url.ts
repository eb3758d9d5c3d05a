/** Where the store is: the configured Redis or our private one, known before the application starts. */
export abstract class StoreUrl {
  abstract readonly url: string;
}
