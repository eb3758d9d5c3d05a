/** What a try to log in goes by. */
export interface LoginTry {
  readonly account: string;
  readonly deviceId: string;
  /** Whether there is such an account: what is counted of any other is forgotten after a day. */
  readonly isAccount: boolean;
}

/** Slows down whoever guesses passwords. */
export abstract class LoginAttempts {
  /** Counts one more try; how many milliseconds it has to wait instead, 0 to go on. */
  abstract begin(made: LoginTry): Promise<number>;
  abstract succeeded(made: LoginTry): Promise<void>;
  /** The account has a new password, or is gone: nothing of before counts. */
  abstract forget(account: string): Promise<void>;
}
