"""tradekg: knowledge graphs of trade policy from news, offline and deterministic."""
