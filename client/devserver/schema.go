package devserver

// schemaVersion is kept in the database's user_version. A database of another
// version is refused: it is cheap to make a new one.
const schemaVersion = 1

// schema creates an empty database.
//
// Moments are Unix seconds and 0 where there is none. name_key is the name in
// lower case, for the published prefix search: comparing a range of an indexed
// column keeps it fast and has no wildcard characters to escape. changed_at is
// updated_at or else created_at, for the cursor that lists carry.
//
// users_newest serves the default order of GET /users from the index alone;
// users_newest_any the same with deactivated users included.
const schema = `
CREATE TABLE app (
	only_row   INTEGER PRIMARY KEY CHECK (only_row = 1),
	app_id     TEXT NOT NULL,
	region     TEXT NOT NULL
);
CREATE TABLE api_keys (
	api_key    TEXT PRIMARY KEY,
	name       TEXT NOT NULL,
	scope      TEXT NOT NULL CHECK (scope IN ('authOnly', 'fullAccess')),
	created_at INTEGER NOT NULL
);
CREATE TABLE roles (
	id          INTEGER PRIMARY KEY,
	role        TEXT NOT NULL UNIQUE,
	name        TEXT NOT NULL,
	description TEXT NOT NULL DEFAULT '',
	created_at  INTEGER NOT NULL,
	updated_at  INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE users (
	id             INTEGER PRIMARY KEY,
	uid            TEXT NOT NULL UNIQUE,
	name           TEXT NOT NULL,
	name_key       TEXT NOT NULL,
	avatar         TEXT NOT NULL DEFAULT '',
	link           TEXT NOT NULL DEFAULT '',
	role           TEXT NOT NULL REFERENCES roles (role),
	status_message TEXT NOT NULL DEFAULT '',
	metadata       TEXT NOT NULL DEFAULT '',
	status         TEXT NOT NULL DEFAULT 'offline',
	last_active_at INTEGER NOT NULL DEFAULT 0,
	created_at     INTEGER NOT NULL,
	updated_at     INTEGER NOT NULL DEFAULT 0,
	deactivated_at INTEGER NOT NULL DEFAULT 0,
	changed_at     INTEGER NOT NULL GENERATED ALWAYS AS (max(created_at, updated_at)) VIRTUAL
);
CREATE INDEX users_newest ON users (created_at DESC, uid) WHERE deactivated_at = 0;
CREATE INDEX users_newest_any ON users (created_at DESC, uid, deactivated_at);
CREATE INDEX users_name ON users (name_key, uid);
CREATE INDEX users_role ON users (role, created_at DESC, uid);
CREATE INDEX users_status ON users (status, created_at DESC, uid);
CREATE INDEX users_changed ON users (changed_at);
CREATE TABLE tags (
	user_id  INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
	position INTEGER NOT NULL,
	tag      TEXT NOT NULL,
	PRIMARY KEY (user_id, position)
) WITHOUT ROWID;
CREATE INDEX tags_tag ON tags (tag, user_id);
CREATE TABLE auth_tokens (
	id         INTEGER PRIMARY KEY,
	user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
	auth_token TEXT NOT NULL,
	digest     BLOB NOT NULL UNIQUE,
	in_session INTEGER NOT NULL DEFAULT 0,
	created_at INTEGER NOT NULL
);
CREATE INDEX auth_tokens_user ON auth_tokens (user_id, created_at);
CREATE TABLE blocks (
	id         INTEGER PRIMARY KEY,
	blocker    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
	blocked    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
	created_at INTEGER NOT NULL,
	UNIQUE (blocker, blocked)
);
CREATE INDEX blocks_blocked ON blocks (blocked, blocker);
`
