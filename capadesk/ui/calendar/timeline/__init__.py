"""The season by series, city or country."""
