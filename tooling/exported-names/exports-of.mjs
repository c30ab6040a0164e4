import { dirname, join } from 'node:path';
import ts from 'typescript';

/**
 * The exported names of a module, followed through its `export ... from` to the declarations. Names of other packages that it exports again
 * have no declaration here.
 * @param file path of the module
 * @param parse returns the syntax tree of a path
 * @returns a map from each name to the nodes that declare it: a type and a constant of one name are two
 */
export function exportsOf(file, parse) {
  const found = new Map();
  const add = (name, nodes) => found.set(name, [...(found.get(name) ?? []), ...nodes]);
  const tree = parse(file);
  const target = (specifier) => (specifier.startsWith('.') ? join(dirname(file), specifier) : undefined);

  for (const statement of tree.statements) {
    if (ts.isExportDeclaration(statement)) {
      const from = statement.moduleSpecifier && target(statement.moduleSpecifier.text);
      const inner = from && exportsOf(from, parse);
      if (statement.exportClause === undefined) {
        for (const [name, nodes] of inner ?? []) add(name, nodes);
      } else if (ts.isNamedExports(statement.exportClause)) {
        for (const { name, propertyName } of statement.exportClause.elements) {
          const local = (propertyName ?? name).text;
          if (statement.moduleSpecifier) add(name.text, inner?.get(local) ?? []);
          else add(name.text, declarationsOf(tree, local, file, parse));
        }
      }
    } else if (isExported(statement)) {
      for (const name of namesOf(statement)) add(name, [statement]);
    }
  }
  return found;
}

/** The declarations of a name within a module, which may also be imported from another file of the package. */
function declarationsOf(tree, local, file, parse) {
  for (const statement of tree.statements) {
    if (!ts.isImportDeclaration(statement)) continue;
    const bindings = statement.importClause?.namedBindings;
    if (bindings === undefined || !ts.isNamedImports(bindings)) continue;
    const element = bindings.elements.find(({ name }) => name.text === local);
    if (element === undefined) continue;
    const specifier = statement.moduleSpecifier.text;
    if (!specifier.startsWith('.')) return [];
    return exportsOf(join(dirname(file), specifier), parse).get((element.propertyName ?? element.name).text) ?? [];
  }
  return tree.statements.filter((statement) => namesOf(statement).includes(local));
}

function isExported(statement) {
  return (
    ts.canHaveModifiers(statement) &&
    ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
  );
}

/** The names that a declaration declares; none for any other statement. */
function namesOf(statement) {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap(({ name }) => (ts.isIdentifier(name) ? [name.text] : []));
  }
  const isNamed =
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isEnumDeclaration(statement);
  return isNamed && statement.name ? [statement.name.text] : [];
}

/** The names in the signature of a declaration: types of its parameters, results and members, and what it extends. Bodies do not count. */
export function signatureNames(declaration) {
  const names = new Set();
  const visit = (node) => {
    if (ts.isBlock(node) || isPrivate(node)) return;
    if (ts.isTypeReferenceNode(node)) names.add(leftmost(node.typeName));
    if (ts.isTypeQueryNode(node)) names.add(leftmost(node.exprName));
    if (ts.isExpressionWithTypeArguments(node) && ts.isIdentifier(node.expression)) names.add(node.expression.text);
    ts.forEachChild(node, (child) => {
      const isCode = child === node.initializer || child === node.body;
      if (!isCode || ts.isArrowFunction(child)) visit(child);
    });
  };
  visit(declaration);
  return names;
}

function isPrivate(node) {
  return ts.isClassElement(node) && node.name !== undefined && ts.isPrivateIdentifier(node.name);
}

function leftmost(name) {
  return ts.isIdentifier(name) ? name.text : leftmost(name.left);
}
