import ts from 'typescript';
import type { AttributeSource } from './attributes.js';
import { typeText } from './type-text.js';

/** What the absence of an attribute means, by the type that Lit is told. */
const ABSENT: Readonly<Record<string, string>> = { Boolean: 'false', Number: '0' };

/**
 * What fields are at first, as source text: what constructors assign, and for a field that mirrors
 * its attribute, what the absence of that means.
 */
export function defaultsOf(
  lineage: readonly ts.ClassLikeDeclaration[],
  attributes: readonly AttributeSource[],
  checker: ts.TypeChecker,
): Map<string, string> {
  const defaults = new Map(attributes.map(({ field, type = '' }) => [field, ABSENT[type] ?? "''"]));
  for (const constructor of lineage.flatMap(constructors).reverse()) {
    for (const [field, value] of assignments(constructor)) {
      defaults.set(field, typeText(checker.getTypeAtLocation(value), checker));
    }
  }
  return defaults;
}

function constructors({ members }: ts.ClassLikeDeclaration): ts.ConstructorDeclaration[] {
  return members.filter(ts.isConstructorDeclaration);
}

/** The statements of the form `this.field = value`. */
function assignments({ body }: ts.ConstructorDeclaration): [string, ts.Expression][] {
  return (body?.statements ?? []).flatMap((statement): [string, ts.Expression][] => {
    if (!ts.isExpressionStatement(statement)) return [];
    const { expression } = statement;
    if (!ts.isBinaryExpression(expression) || !ts.isPropertyAccessExpression(expression.left)) {
      return [];
    }
    const { left, operatorToken, right } = expression;
    const assigns = operatorToken.kind === ts.SyntaxKind.EqualsToken;
    const ofThis = left.expression.kind === ts.SyntaxKind.ThisKeyword;
    return assigns && ofThis ? [[left.name.text, right]] : [];
  });
}
