"""Files for other tools: RDF in its syntaxes, tables for databases and data frames, networks for Gephi and yEd."""
