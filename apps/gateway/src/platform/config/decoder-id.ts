/** The configured name of a decoder. */
export const DECODER_ID = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;
export const LONGEST_DECODER_ID = 64;
