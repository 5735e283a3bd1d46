"""Calendar files, in and out (RFC 5545, 5546, 6047, 7986)."""
