// Numbers and replies in words.

const whole = new Intl.NumberFormat('en');
const dates = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' });
const lengths = [['day', 86_400], ['hour', 3_600], ['minute', 60], ['second', 1]];

/** 24,997 */
export const count = (number) => whole.format(number);

/** 1 photo, 2 photos */
export const counted = (number, noun, plural = `${noun}s`) => `${count(number)} ${number === 1 ? noun : plural}`;

/** 0.512 */
export const decimal = (number, digits = 3) => Number(number).toFixed(digits);

/** 16 MB */
export function bytes(number) {
  if (number >= 1 << 20) return `${decimal(number / (1 << 20), number < 10 << 20 ? 1 : 0)} MB`;
  return number >= 1024 ? `${Math.round(number / 1024)} kB` : `${number} bytes`;
}

/** 30 Nov 2026, 17:26 */
export const time = (text) => dates.format(new Date(text));

/** 3 minutes */
export function duration(seconds) {
  const [noun, length] = lengths.find(([, length]) => seconds >= length) ?? lengths.at(-1);
  return counted(Math.max(1, Math.round(seconds / length)), noun);
}

/** faces@2 */
export const versionName = (model) => `${model.name}@${model.version}`;

/** What a familiarity of 0 … 1 means: a short word, a sentence, and how it is to be shown. */
export function familiarity(value) {
  if (value < 0.02) {
    return { tone: 'bad', word: 'Unlike anything here', sentence: 'The model knows nothing like this photo. Take the hits as guesses: a face, cropped as those of this corpus are, works best.' };
  }
  if (value < 0.1) return { tone: 'fair', word: 'Unusual', sentence: 'Few photos of the corpus are as unusual to the model. The hits may be less alike than they seem to it.' };
  if (value < 0.3) return { tone: 'good', word: 'Somewhat unusual', sentence: 'The model has seen photos like this one, though not many.' };
  return { tone: 'good', word: 'Familiar', sentence: 'To the model this photo is as usual as those it knows.' };
}

const explanations = {
  undecodable: ['This photo is damaged', 'Its bytes are not those of a whole picture. Export it again, or try another one.'],
  too_large: ['This photo has too many pixels', 'Make it smaller and try again.'],
  too_small: ['This photo is too small', 'There is nothing to see in so few pixels.'],
  body_too_large: ['This file is too large', 'Make the photo smaller and try again.'],
  unsupported: ['This is no photo that can be read', 'JPEG, PNG and still WebP work. Photos of some telephones (HEIC) have to be exported as JPEG first.'],
  unauthorized: ['A key is needed', 'This server answers those who have a key. Enter yours above.'],
  forbidden: ['This key may not do that', 'Enter a key of a larger scope.'],
  rate_limited: ['Too many requests', 'The server asks for a pause.'],
  overloaded: ['The server is busy', 'It has as much work as it takes on. It will have time again soon.'],
  not_found: ['That is not here any more', 'It may have been deleted.'],
  unreachable: ['The server cannot be reached', 'This page goes on as soon as it answers again.'],
  timeout: ['Sending took too long', 'Try again where the connection is better.'],
};

/** What went wrong: a title, what to do, and what the server said. */
export function explain(problem) {
  const [title, advice] = explanations[problem.code] ?? ['That did not work', ''];
  return { title, advice, detail: problem.detail };
}
