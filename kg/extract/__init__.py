"""From a parsed and resolved document to statements."""
