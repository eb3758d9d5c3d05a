/** Rows of keys that fingers run along, the alphabet and the digits. */
const RUNS = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890123456789',
  '98765432109876543210',
  'qwertyuiopasdfghjklzxcvbnm',
  'qwertzuiopasdfghjklyxcvbnm',
  'azertyuiopqsdfghjklmwxcvbn',
  'poiuytrewqlkjhgfdsamnbvcxz',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p',
  '1q2w3e4r5t6y7u8i9o0p',
  'q1w2e3r4t5y6u7i8o9p0',
];
/** Words that people choose as a password, and words that are seen beside a track. */
const WORDS = new Set(
  (
    'password passwort passw0rd pass pw letmein welcome willkommen hello hallo admin administrator root user test guest ' +
    'login default changeme secret geheim master monkey dragon sunshine princess football baseball basketball hockey soccer ' +
    'superman batman spiderman starwars pokemon iloveyou loveme lovely trustno whatever freedom shadow michael jennifer ' +
    'jordan hunter ranger buster tigger charlie thomas robert daniel andrew joshua jessica ashley nicole hannah summer ' +
    'winter spring autumn january february march april june july august september october november december monday friday ' +
    'computer internet google facebook samsung windows killer pepper ginger cookie chocolate cheese banana orange purple ' +
    'flower butterfly diamond golden silver liverpool arsenal chelsea barcelona madrid juventus bayern mercedes ferrari ' +
    'porsche mustang corvette harley yamaha maverick phoenix matrix access qwerty azerty qwertz abc asdf zxcv aaa ' +
    'velodrome cycling bicycle bike track rider coach timing decoder transponder coachlink racing sprint keirin madison'
  ).split(' '),
);
const LETTERS_OF_SIGNS: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

/** Whether a password is among the first that are guessed: a word with its usual trimmings, a run of keys, a repetition. */
export function isCommonPassword(password: string): boolean {
  const plain = password.toLowerCase();
  if (new Set(plain).size <= 2 || isRepetition(plain)) return true;
  if (RUNS.some((run) => run.includes(plain))) return true;
  const bare = plain.replace(/^[^a-z]+|[^a-z]+$/g, '');
  if (bare.length < 3) return /^[0-9./ -]+$/.test(plain) && plain.length <= 10;
  const read = lettersOf(plain.replace(/[0-9!?.#*_-]+$/, ''));
  return [bare, read].some(
    (word) => WORDS.has(word) || RUNS.some((run) => word.length > 4 && run.includes(word)),
  );
}

function isRepetition(text: string): boolean {
  for (let length = 1; length <= text.length / 2; length++)
    if (text.length % length === 0 && text.slice(0, length).repeat(text.length / length) === text)
      return true;
  return false;
}

const lettersOf = (text: string): string =>
  Array.from(text, (sign) => LETTERS_OF_SIGNS[sign] ?? sign).join('');
