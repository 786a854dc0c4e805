import { ref } from 'lit/directives/ref.js';

type Values = Readonly<Record<string, string | number | boolean>>;

/** The languages that come with the library. */
export const LANGUAGES = ['en', 'ar', 'de', 'es', 'fr', 'ja', 'zh-CN'];

/** Sets those attributes of an element that are not at their defaults, so that the code of a story is short. */
export function attributes(values: Values, defaults: Values) {
  return ref((element) => {
    if (!element) return;
    for (const [name, value] of Object.entries(values)) {
      if (value === '' || value === false || value === defaults[name]) {
        element.removeAttribute(name);
      } else {
        element.setAttribute(name, value === true ? '' : String(value));
      }
    }
  });
}
