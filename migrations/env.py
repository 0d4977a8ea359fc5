"""Alembic's entry: runs revisions on the connection that records.schema hands over, on SQLite in batch mode."""

from alembic import context

from records.tables import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
