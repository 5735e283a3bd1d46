-- What a hub has beside the tables: the few functions of SQLite that statements call by its names.
CREATE FUNCTION max(bigint, bigint) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS 'SELECT greatest($1, $2)';
CREATE FUNCTION max(bytea, bytea) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS 'SELECT greatest($1, $2)';
CREATE FUNCTION greater_bytes(bytea, bytea) RETURNS bytea LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS 'SELECT CASE WHEN $1 > $2 THEN $1 ELSE $2 END';
CREATE FUNCTION lesser_bytes(bytea, bytea) RETURNS bytea LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS 'SELECT CASE WHEN $1 < $2 THEN $1 ELSE $2 END';
CREATE AGGREGATE max(bytea) (SFUNC = greater_bytes, STYPE = bytea, SORTOP = OPERATOR(pg_catalog.>));
CREATE AGGREGATE min(bytea) (SFUNC = lesser_bytes, STYPE = bytea, SORTOP = OPERATOR(pg_catalog.<));
CREATE FUNCTION zeroblob(integer) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS 'SELECT decode(repeat(''00'', $1), ''hex'')';
CREATE FUNCTION instr(text, text) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS 'SELECT strpos($1, $2)';
CREATE FUNCTION joined(text, text, text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS 'SELECT CASE WHEN $2 IS NULL THEN $1 WHEN $1 IS NULL THEN $2 ELSE $1 || $3 || $2 END';
CREATE AGGREGATE group_concat(text, text) (SFUNC = joined, STYPE = text);
CREATE FUNCTION json_each(text) RETURNS TABLE (value text) LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS 'SELECT json_array_elements_text($1::json)';
CREATE FUNCTION number_row() RETURNS trigger LANGUAGE plpgsql AS '
BEGIN
    EXECUTE format(''SELECT coalesce(max(seq), 0) + 1 FROM %I'', TG_TABLE_NAME) INTO NEW.seq;
    RETURN NEW;
END';
CREATE FUNCTION tell_of_change() RETURNS trigger LANGUAGE plpgsql AS '
BEGIN
    PERFORM pg_notify(''capadesk_changed'', '''');
    RETURN NULL;
END';
