import { ScriptError } from './script-error.js';

/**
 * Puts text in place of what stands between `<!-- NAME:begin -->` and `<!-- NAME:end -->`.
 *
 * @throws ScriptError `bad-document` where the marks are not there, once each and in this order.
 */
export function replacePart(document: string, name: string, text: string): string {
  const begin = `<!-- ${name}:begin -->`;
  const end = `<!-- ${name}:end -->`;
  const [before, ...opened] = document.split(begin);
  const [, after, ...more] = opened.join(begin).split(end);
  if (opened.length !== 1 || after === undefined || more.length > 0) {
    throw new ScriptError(
      'bad-document',
      `The document must have ${begin} and, after it, ${end}, once each: put them back.`,
    );
  }
  return `${before}${begin}\n\n${text}\n\n${end}${after}`;
}
