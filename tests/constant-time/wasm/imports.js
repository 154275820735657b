/** Another module's imports have another hash in their names. */
export function named(imports, module) {
  const bare = (name) => name.replace(/_[0-9a-f]{16}$/, '');
  const given = (from, name) =>
    Object.entries(imports[from]).find(([known]) => bare(known) === bare(name))[1];
  const found = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module))
    found[from] = { ...found[from], [name]: given(from, name) };
  return found;
}
