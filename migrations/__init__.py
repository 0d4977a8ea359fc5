"""One Alembic tree for both databases; revisions only add over releases. HEAD names the newest."""
