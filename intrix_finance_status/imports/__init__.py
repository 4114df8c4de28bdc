"""What imports of files need besides the database. Plain Python."""
