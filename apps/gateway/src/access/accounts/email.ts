/** Characters around one @, none of them a space or a control character; whether somebody reads there is not for us to know. */
// eslint-disable-next-line no-control-regex -- that there are none is what it says
export const EMAIL = /^[^\s@\u0000-\u001f\u007f-\u009f]+@[^\s@\u0000-\u001f\u007f-\u009f]+$/;
