import { isCommonPassword } from './common-password.js';

describe(isCommonPassword.name, () => {
  it.each([
    ['password'],
    ['Password1!'],
    ['p@ssw0rd'],
    ['passw0rd123'],
    ['12345678'],
    ['123456789012'],
    ['87654321'],
    ['11111111'],
    ['abababab'],
    ['abc123abc123'],
    ['qwertyuiop'],
    ['1q2w3e4r5t'],
    ['1qaz2wsx'],
    ['asdfghjkl'],
    ['iloveyou2'],
    ['Football!'],
    ['01.01.1990'],
    ['velodrome2026'],
    ['!!admin!!'],
    ['coachlink'],
  ])('knows %s', (password) => {
    expect(isCommonPassword(password)).toBe(true);
  });

  it.each([
    ['correct horse battery staple'],
    ['a long sentence is best'],
    ['Gr7-kW2#pL'],
    ['user_password'],
    ['password of the third rider'],
    ['tandem-kestrel'],
    ['пароль для тренера'],
    ['20261125-8812-4471'],
  ])('has nothing against %s', (password) => {
    expect(isCommonPassword(password)).toBe(false);
  });
});
