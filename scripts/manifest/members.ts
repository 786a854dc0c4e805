import ts from 'typescript';
import type { ClassField, ClassMember, ClassMethod } from 'custom-elements-manifest/schema';
import { descriptionOf, isInternal, isOurs, oneLine, returnOf, typeText } from './sources.js';

/** The members that a page may use: none of the platform's or Lit's, and no callbacks. */
export function membersOf(
  declaration: ts.ClassDeclaration,
  defaults: ReadonlyMap<string, string>,
  checker: ts.TypeChecker,
): ClassMember[] {
  const symbol = checker.getSymbolAtLocation(declaration.name!)!;
  const ofInstance = checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(symbol));
  const ofClass = checker.getPropertiesOfType(checker.getTypeOfSymbol(symbol));
  const member = (property: ts.Symbol): ClassMember => {
    const type = checker.getTypeOfSymbol(property);
    const [signature] = type.getCallSignatures();
    return signature
      ? method(property, signature, checker)
      : field(property, type, defaults.get(property.name), checker);
  };
  return [
    ...ofInstance.filter(isPublic).map(member),
    // Overrides, like `styles`, are for Lit or the browser.
    ...ofClass
      .filter((property) => isPublic(property) && !isOverride(property))
      .map((property): ClassMember => ({ ...member(property), static: true })),
  ].sort((a, b) => (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : 0));
}

function field(
  symbol: ts.Symbol,
  type: ts.Type,
  initial: string | undefined,
  checker: ts.TypeChecker,
): ClassField {
  return {
    kind: 'field',
    name: symbol.name,
    type: { text: typeText(type, checker) },
    ...(initial === undefined ? {} : { default: initial }),
    description: descriptionOf(symbol, checker),
    ...(isReadonly(symbol) ? { readonly: true } : {}),
  };
}

function method(symbol: ts.Symbol, signature: ts.Signature, checker: ts.TypeChecker): ClassMethod {
  const description = returnOf(symbol, checker);
  return {
    kind: 'method',
    name: symbol.name,
    description: descriptionOf(symbol, checker),
    parameters: signature.getParameters().map((parameter) => {
      const type = checker.getNonNullableType(checker.getTypeOfSymbol(parameter));
      const text = oneLine(ts.displayPartsToString(parameter.getDocumentationComment(checker)));
      const optional = parameter.declarations?.some(
        (node) => ts.isParameter(node) && checker.isOptionalParameter(node),
      );
      return {
        name: parameter.name,
        type: { text: typeText(type, checker) },
        ...(text === '' ? {} : { description: text }),
        ...(optional ? { optional: true } : {}),
      };
    }),
    return: {
      type: { text: typeText(signature.getReturnType(), checker) },
      ...(description === '' ? {} : { description }),
    },
  };
}

function isPublic(symbol: ts.Symbol): boolean {
  const declarations = symbol.declarations ?? [];
  return (
    declarations.length > 0 &&
    declarations.every((node) => isOurs(node) && !isHidden(node)) &&
    !/Callback$/.test(symbol.name) &&
    !isInternal(symbol)
  );
}

/** Private, protected or named by a symbol. */
function isHidden(node: ts.Declaration): boolean {
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
  const name = ts.getNameOfDeclaration(node);
  return (
    (ts.getCombinedModifierFlags(node) & hidden) !== 0 ||
    name === undefined ||
    !ts.isIdentifier(name)
  );
}

function isOverride({ declarations = [] }: ts.Symbol): boolean {
  return declarations.some(
    (node) =>
      ts.isParameter(node) || (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Override) !== 0,
  );
}

function isReadonly({ declarations = [] }: ts.Symbol): boolean {
  const getsOnly = declarations.some(ts.isGetAccessor) && !declarations.some(ts.isSetAccessor);
  return (
    getsOnly ||
    declarations.some(
      (node) => (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Readonly) !== 0,
    )
  );
}
