"""What a data file says of itself in its head: whose it is, and which schema it has."""

SCHEMA_VERSION = 14
APPLICATION_ID = 0x43415044  # "CAPD"
