import ts from 'typescript';

/** An attribute, by the field that Lit declares it for. */
export interface AttributeSource {
  readonly name: string;
  readonly field: string;
  /** Of Lit's property options: `Boolean`, `Number`, …; undefined for text. */
  readonly type: string | undefined;
  readonly reflects: boolean;
}

/** What the `static properties` of a class and of those it extends observe, the nearest first. */
export function attributesOf(lineage: readonly ts.ClassLikeDeclaration[]): AttributeSource[] {
  const found = new Map<string, AttributeSource>();
  for (const property of lineage.flatMap(declaredProperties)) {
    const attribute = attributeOf(property);
    if (attribute && !found.has(attribute.name)) found.set(attribute.name, attribute);
  }
  return [...found.values()];
}

function declaredProperties({ members }: ts.ClassLikeDeclaration): ts.PropertyAssignment[] {
  return members
    .filter(ts.isPropertyDeclaration)
    .filter(({ name }) => name.getText() === 'properties')
    .flatMap(({ initializer }) =>
      initializer && ts.isObjectLiteralExpression(initializer) ? [...initializer.properties] : [],
    )
    .filter(ts.isPropertyAssignment);
}

/** By Lit's rules: `attribute: false` for none, else its name, else the property's in lower case. */
function attributeOf({ name, initializer }: ts.PropertyAssignment): AttributeSource | null {
  const field = name.getText();
  const options = new Map<string, ts.Expression>();
  if (ts.isObjectLiteralExpression(initializer)) {
    for (const option of initializer.properties.filter(ts.isPropertyAssignment)) {
      options.set(option.name.getText(), option.initializer);
    }
  }
  const attribute = options.get('attribute');
  if (attribute?.kind === ts.SyntaxKind.FalseKeyword) return null;
  return {
    name: attribute && ts.isStringLiteral(attribute) ? attribute.text : field.toLowerCase(),
    field,
    type: options.get('type')?.getText(),
    reflects: options.get('reflect')?.kind === ts.SyntaxKind.TrueKeyword,
  };
}
