/**
 * The base of every error this library throws.
 *
 * `code` is stable across versions and meant for programs; `message` names the thing at fault and
 * what to do next, and is meant for people.
 */
export class CodedError<Code extends string = string> extends Error {
  readonly code: Code;

  constructor(code: Code, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}
