/**
 * The tags under which words for a language may be found, the most special first: `zh-CN` gives
 * `zh-cn`, `zh-hans`, `zh`. The script stands for the ways of writing that a country does not name.
 *
 * @param language a BCP 47 tag; nothing comes of one that is none.
 */
export function fallbacks(language: string): string[] {
  try {
    const locale = new Intl.Locale(language.trim());
    const { script } = locale.maximize();
    const parts = locale.baseName.split('-');
    const shorter = parts.map((_, count) => parts.slice(0, parts.length - count).join('-'));
    const bare = shorter.pop()!;
    const tags = [...shorter, ...(script ? [`${bare}-${script}`] : []), bare];
    return [...new Set(tags.map((tag) => tag.toLowerCase()))];
  } catch {
    return [];
  }
}
