"""Read what other accounting programs export. Plain Python: nothing here touches the database."""
