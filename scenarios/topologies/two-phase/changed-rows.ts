import type { Table } from '../../../runner/workload.ts'
import type { PostgresServer } from '../../databases/postgres/server.ts'

/** Notes each row that a statement changes, before and after, until the transaction's end; and hands the notes out. */
const noting = `
  CREATE FUNCTION note_changed_row() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM set_config('splitbrain.changed', concat(current_setting('splitbrain.changed', true),
      json_build_array(TG_TABLE_NAME, to_json(OLD)::text, to_json(NEW)::text), chr(10)), true);
    RETURN NULL;
  END $$;
  CREATE FUNCTION take_changed_rows() RETURNS text LANGUAGE plpgsql AS $$
  DECLARE noted text := current_setting('splitbrain.changed', true);
  BEGIN
    PERFORM set_config('splitbrain.changed', '', true);
    RETURN noted;
  END $$;`

/** Changes a row as it was changed elsewhere; it must be there. */
function changing({ name, columns, primaryKey: key }: Table): string {
  const all = Object.keys(columns).join(', ')
  const place = `${key} = (json_populate_record(null::${name}, was)).${key}`
  return `
  CREATE TRIGGER changed AFTER INSERT OR UPDATE OR DELETE ON ${name}
    FOR EACH ROW EXECUTE FUNCTION note_changed_row();
  CREATE FUNCTION change_row_of_${name}(was json, is_now json) RETURNS void LANGUAGE plpgsql AS $$
  BEGIN
    IF was IS NULL THEN
      INSERT INTO ${name} (${all}) SELECT ${all} FROM json_populate_record(null::${name}, is_now);
    ELSIF is_now IS NULL THEN
      DELETE FROM ${name} WHERE ${place};
    ELSE
      UPDATE ${name} SET (${all}) = (SELECT ${all} FROM json_populate_record(null::${name}, is_now))
      WHERE ${place};
    END IF;
    IF NOT FOUND THEN RAISE EXCEPTION 'a row of ${name} that was changed elsewhere is not here'; END IF;
  END $$;`
}

/** Prepares a server for changes of rows of these tables to be shipped from it and to it. */
export async function shipRows(server: PostgresServer, tables: readonly Table[]): Promise<void> {
  await server.query(noting + tables.map(changing).join(''))
}
