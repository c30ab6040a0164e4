import ts from 'typescript';

/**
 * The names that a program takes from each module: by `import`, `export ... from`, `import('...')` with a pattern, and as members of
 * `import * as x`.
 * @param tree a syntax tree that has parent nodes
 * @returns pairs of a specifier and a name
 */
export function importsOf(tree) {
  const found = [];
  const namespaces = new Map();
  const visit = (node) => {
    if (ts.isImportDeclaration(node)) {
      const bindings = node.importClause?.namedBindings;
      if (bindings && ts.isNamedImports(bindings)) addElements(node.moduleSpecifier.text, bindings.elements);
      if (bindings && ts.isNamespaceImport(bindings)) namespaces.set(bindings.name.text, node.moduleSpecifier.text);
    } else if (ts.isExportDeclaration(node) && node.moduleSpecifier && node.exportClause) {
      if (ts.isNamedExports(node.exportClause)) addElements(node.moduleSpecifier.text, node.exportClause.elements);
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      addDynamic(node);
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) && node.qualifier) {
      found.push([node.argument.literal.text, ts.isIdentifier(node.qualifier) ? node.qualifier.text : '']);
    }
    ts.forEachChild(node, visit);
  };
  const addElements = (specifier, elements) => {
    for (const { name, propertyName } of elements) found.push([specifier, (propertyName ?? name).text]);
  };
  const addDynamic = ({ arguments: [specifier], parent }) => {
    const holder = ts.isAwaitExpression(parent) ? parent.parent : parent;
    if (!specifier || !ts.isStringLiteral(specifier) || !ts.isVariableDeclaration(holder)) return;
    if (ts.isObjectBindingPattern(holder.name)) addElements(specifier.text, holder.name.elements);
    else if (ts.isIdentifier(holder.name)) namespaces.set(holder.name.text, specifier.text);
  };
  visit(tree);

  const visitMembers = (node) => {
    const [object, member] = ts.isPropertyAccessExpression(node)
      ? [node.expression, node.name]
      : ts.isQualifiedName(node)
        ? [node.left, node.right]
        : [];
    const specifier = object && ts.isIdentifier(object) ? namespaces.get(object.text) : undefined;
    if (specifier !== undefined) found.push([specifier, member.text]);
    ts.forEachChild(node, visitMembers);
  };
  if (namespaces.size > 0) visitMembers(tree);
  return found;
}
