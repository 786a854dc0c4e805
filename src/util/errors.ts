/**
 * The base class of the library's errors. Programs use `code`, which is stable across versions; people read
 * `message`, which says what happened, where, and what to do.
 */
export class CodedError<Code extends string = string> extends Error {
  readonly code: Code;

  constructor(code: Code, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}
