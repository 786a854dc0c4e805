import { fault } from './fault.js';
import { readStatements, textOf, type Statement } from './statement.js';

/** A UNIPEN file's text by its name, or undefined if there is none. */
export type FindFile = (name: string) => string | undefined;

/** Deeper than anybody nests; a file that includes itself by two names still ends. */
const MAX_DEPTH = 16;

/**
 * The statements of a file, with each `.INCLUDE` replaced by those of the file that it names.
 *
 * @param find looks a file up below the include directory.
 * @throws ScriptError `data-damaged` for an included file that is missing or includes itself, naming
 *   the file and line that ask for it.
 */
export function* readWithIncludes(
  text: string,
  file: string,
  find: FindFile,
  above: readonly string[] = [],
): Generator<Statement> {
  const chain = [...above, file];
  for (const statement of readStatements(text, file)) {
    if (statement.keyword !== 'INCLUDE') {
      yield statement;
      continue;
    }
    const name = textOf(statement);
    if (chain.includes(name)) throw fault(statement, `${name} includes itself`);
    if (chain.length >= MAX_DEPTH) {
      throw fault(statement, `files include each other more than ${MAX_DEPTH} deep`);
    }
    const included = find(name);
    if (included === undefined) throw fault(statement, `the file to include, ${name}, is missing`);
    yield* readWithIncludes(included, name, find, chain);
  }
}
