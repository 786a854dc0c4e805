import ts from 'typescript';
import { isOurs } from './sources.js';

/**
 * A class and what it extends, nearest first, mixins included, as far as the library declares it:
 * the type of a class that mixins made tells its members, but neither its statics nor its comments.
 */
export function lineageOf(
  declaration: ts.ClassLikeDeclaration,
  checker: ts.TypeChecker,
): ts.ClassLikeDeclaration[] {
  const heritage = declaration.heritageClauses?.find(
    ({ token }) => token === ts.SyntaxKind.ExtendsKeyword,
  );
  const base = heritage?.types[0]?.expression;
  return [declaration, ...(base ? classesIn(base, checker) : [])];
}

function classesIn(expression: ts.Expression, checker: ts.TypeChecker): ts.ClassLikeDeclaration[] {
  if (ts.isCallExpression(expression)) {
    return [
      ...classesIn(expression.expression, checker),
      ...expression.arguments.flatMap((argument) => classesIn(argument, checker)),
    ];
  }
  const declaration = declarationOf(expression, checker);
  if (declaration === undefined || !isOurs(declaration)) return [];
  if (ts.isClassDeclaration(declaration)) return lineageOf(declaration, checker);
  if (ts.isVariableDeclaration(declaration) && declaration.initializer) {
    return classesIn(declaration.initializer, checker);
  }
  // A mixin declares its class in its body; what that extends is the mixin's argument.
  if (ts.isFunctionDeclaration(declaration)) {
    return declaration.body?.statements.filter(ts.isClassDeclaration) ?? [];
  }
  return [];
}

function declarationOf(
  expression: ts.Expression,
  checker: ts.TypeChecker,
): ts.Declaration | undefined {
  const symbol = checker.getSymbolAtLocation(expression);
  if (symbol === undefined) return undefined;
  const isAlias = (symbol.flags & ts.SymbolFlags.Alias) !== 0;
  return (isAlias ? checker.getAliasedSymbol(symbol) : symbol).declarations?.[0];
}
