/** Keeps how far each webhook is, as text. */
export abstract class DeliveryStates {
  /** Resolves to the text; '' where there is none. */
  abstract find(id: string): Promise<string>;
  abstract all(): Promise<ReadonlyMap<string, string>>;
  /** Resolves to false where the text is no longer `before`; '' stands for none. */
  abstract swap(id: string, before: string, after: string): Promise<boolean>;
  abstract remove(id: string): Promise<void>;
  /** Takes or keeps the turn to deliver for some seconds; resolves to false where another gateway has it. */
  abstract takeTurn(run: string): Promise<boolean>;
  /** Gives the turn to whoever asks next. */
  abstract leaveTurn(run: string): Promise<void>;
}
