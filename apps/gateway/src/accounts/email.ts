/** Characters around one @, none of them a space or a control character; whether somebody reads there is not for us to know. */
export const EMAIL = /^[^\s@\p{Cc}]+@[^\s@\p{Cc}]+$/u;
