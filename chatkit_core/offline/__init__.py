"""The offline model: reads free English and drives the real agent loop without a provider."""
