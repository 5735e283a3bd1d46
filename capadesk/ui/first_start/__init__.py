"""The first start: who works here, for which platform; or a look around with the sample."""
