import ts from 'typescript';

const FLAGS =
  ts.TypeFormatFlags.NoTruncation |
  ts.TypeFormatFlags.UseSingleQuotesForStringLiteralType |
  ts.TypeFormatFlags.UseAliasDefinedOutsideCurrentScope;

/** A type as a reader of documents wants it: `'bars' | 'chips'` and not the name that it has. */
export function typeText(type: ts.Type, checker: ts.TypeChecker): string {
  return checker.typeToString(type, undefined, FLAGS | ts.TypeFormatFlags.InTypeAlias);
}

/** The strings of a union like `number | 'live'`; none in any other type. */
export function literalsOf(text: string): string[] {
  return text.split('|').flatMap((part) => /^'([^']*)'$/.exec(part.trim())?.[1] ?? []);
}
