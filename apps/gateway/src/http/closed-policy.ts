/** Of what is no page: nothing in it is shown, run or sent, and nobody may frame it. */
export const CLOSED_POLICY =
  "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
