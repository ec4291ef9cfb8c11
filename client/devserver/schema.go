package devserver

// schema is the list of migrations: a new database runs them all, an older one
// those it has not had. A released migration never changes. The database's
// user_version counts the migrations applied.
//
// Times are Unix seconds, with 0 for none. name_key is the name in lower case,
// for the published prefix search: comparing ranges of an indexed column keeps
// the search fast and has no wildcard characters to escape. changed_at is
// updated_at, or created_at if that is 0, for the cursor that lists carry.
//
// The third step creates the index of uids separately, so many users can be
// stored before it exists. users_listed holds everything the default order and
// its filters need, users_named everything the name order needs: lists of ids
// are read from the index alone; see ranking.
//
// Triggers record every change of a user in changes, so none is missed: other
// connections and processes find there what they must reread. moved says that
// the user was created or removed; old entries are dropped.
//
// presences records users coming online and going offline, for the listeners.
//
// A friendship is two rows, one for each side. Metadata, settings and app_info
// are JSON exactly as received, and empty if there is none.
var schema = []string{
	`
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
`,
	`
ALTER TABLE roles ADD COLUMN metadata TEXT NOT NULL DEFAULT '';
ALTER TABLE roles ADD COLUMN settings TEXT NOT NULL DEFAULT '';
ALTER TABLE auth_tokens ADD COLUMN platform TEXT NOT NULL DEFAULT '';
ALTER TABLE auth_tokens ADD COLUMN user_agent TEXT NOT NULL DEFAULT '';
ALTER TABLE auth_tokens ADD COLUMN app_info TEXT NOT NULL DEFAULT '';
CREATE TABLE friends (
	id         INTEGER PRIMARY KEY,
	user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
	friend_id  INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
	created_at INTEGER NOT NULL,
	UNIQUE (user_id, friend_id)
);
CREATE INDEX friends_friend ON friends (friend_id);
`, `
CREATE TABLE users_3 (
	id             INTEGER PRIMARY KEY,
	uid            TEXT NOT NULL,
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
INSERT INTO users_3 SELECT id, uid, name, name_key, avatar, link, role, status_message, metadata,
	status, last_active_at, created_at, updated_at, deactivated_at FROM users;
DROP TABLE users;
ALTER TABLE users_3 RENAME TO users;
CREATE UNIQUE INDEX users_uid ON users (uid);
CREATE INDEX users_listed ON users (created_at DESC, uid, deactivated_at, status, role);
CREATE INDEX users_name ON users (name_key);
CREATE INDEX users_changed ON users (changed_at);
CREATE TABLE changes (
	seq     INTEGER PRIMARY KEY,
	user_id INTEGER NOT NULL,
	moved   INTEGER NOT NULL
);
CREATE TRIGGER changes_pruned AFTER INSERT ON changes BEGIN
	DELETE FROM changes WHERE seq <= new.seq - 10000;
END;
CREATE TRIGGER users_inserted AFTER INSERT ON users BEGIN
	INSERT INTO changes (user_id, moved) VALUES (new.id, 1);
END;
CREATE TRIGGER users_deleted AFTER DELETE ON users BEGIN
	INSERT INTO changes (user_id, moved) VALUES (old.id, 1);
END;
CREATE TRIGGER users_updated AFTER UPDATE ON users BEGIN
	INSERT INTO changes (user_id, moved) VALUES (new.id, 0);
END;
CREATE TRIGGER tags_inserted AFTER INSERT ON tags BEGIN
	INSERT INTO changes (user_id, moved) VALUES (new.user_id, 0);
END;
CREATE TRIGGER tags_deleted AFTER DELETE ON tags BEGIN
	INSERT INTO changes (user_id, moved) VALUES (old.user_id, 0);
END;
`, `
CREATE TABLE presences (
	seq     INTEGER PRIMARY KEY,
	user_id INTEGER NOT NULL,
	status  TEXT NOT NULL
);
CREATE TRIGGER presences_pruned AFTER INSERT ON presences BEGIN
	DELETE FROM presences WHERE seq <= new.seq - 10000;
END;
CREATE TRIGGER users_came_or_went AFTER UPDATE OF status ON users WHEN new.status <> old.status BEGIN
	INSERT INTO presences (user_id, status) VALUES (new.id, new.status);
END;
`, `
DROP INDEX users_name;
CREATE INDEX users_named ON users (name_key, uid, deactivated_at);
`,
}
