const MOST_ORIGINS = 50;

/** Returns the origins of foreign pages that may ask, each as a browser writes it in the header Origin. */
export function originsIn(text: string): readonly string[] {
  const origins = text.split(',').map((each) => each.trim());
  if (origins.length > MOST_ORIGINS) throw new Error(`takes at most ${MOST_ORIGINS} origins`);
  for (const origin of origins) {
    if (!isOrigin(origin))
      throw new Error(
        'takes origins as a browser writes them, comma-separated: https://club.example or http://localhost:5173, without a ' +
          'path, and no *',
      );
  }
  return [...new Set(origins)];
}

function isOrigin(text: string): boolean {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text)) return false;
  return new URL(text).origin === text;
}
