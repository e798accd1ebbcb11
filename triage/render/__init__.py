"""Values in, strings out: the only place that knows wording, colour and width."""
