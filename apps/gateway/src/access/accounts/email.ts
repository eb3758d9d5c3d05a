/** Characters around one @, without spaces and control characters; whether the address has a reader cannot be known here. */
// eslint-disable-next-line no-control-regex -- the expression excludes control characters
export const EMAIL = /^[^\s@\u0000-\u001f\u007f-\u009f]+@[^\s@\u0000-\u001f\u007f-\u009f]+$/;
