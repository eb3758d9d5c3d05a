/** Slows down whoever guesses passwords. */
export abstract class LoginAttempts {
  /** Counts one more try on an account from a device; how long it has to wait instead, 0 to go on. */
  abstract begin(account: string, deviceId: string): Promise<number>;
  abstract succeeded(account: string, deviceId: string): Promise<void>;
}
