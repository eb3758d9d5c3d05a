/** Nothing in it is shown, run or sent, and nobody may frame it. A page adds what it has. */
export const CLOSED_POLICY =
  "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
