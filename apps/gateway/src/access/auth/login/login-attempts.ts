/** A try to log in. */
export interface LoginTry {
  readonly account: string;
  readonly deviceId: string;
  /** Whether the account exists: the count of any other is forgotten after a day. */
  readonly isAccount: boolean;
}

/** Slows down the guessing of passwords. */
export abstract class LoginAttempts {
  /** Counts one more try; resolves to the milliseconds that it has to wait instead, 0 to go on. */
  abstract begin(made: LoginTry): Promise<number>;
  abstract succeeded(made: LoginTry): Promise<void>;
  /** Drops the count of an account that has a new password, or is gone. */
  abstract forget(account: string): Promise<void>;
}
