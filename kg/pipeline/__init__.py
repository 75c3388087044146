"""The whole flow: inputs are read, extracted in worker processes, kept in a journal, written as one set of outputs."""
