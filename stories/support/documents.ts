const FOLDER = 'https://github.com/digit-recognizer/digit-recognizer/blob/main/docs/';

/** A document of docs/, with links that work outside of its folder. */
export function documentText(text: string): string {
  return text
    .replace(/<!--.*?-->/gs, '')
    .replace(/\]\((?!https?:|#)([^)]+)\)/g, (_, link: string) => `](${new URL(link, FOLDER)})`);
}

/** The text below a heading of the second level. */
export function sectionText(text: string, heading: string): string {
  const section = documentText(text)
    .split(/^## /m)
    .find((each) => each.startsWith(`${heading}\n`));
  if (section === undefined) throw new Error(`The document has no section "${heading}".`);
  return section.slice(heading.length);
}

/** Sections with their headings, in this order. */
export function sectionsText(text: string, ...headings: readonly string[]): string {
  return headings.map((heading) => `## ${heading}\n${sectionText(text, heading)}`).join('\n');
}
