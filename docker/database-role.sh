# Runs once, when PostgreSQL makes its database: programs get a role that owns the database and has no rights over the
# server. The superuser loses its password, so nobody reaches it over the network: docker compose exec postgres psql -U postgres callsheet
psql --set=ON_ERROR_STOP=1 --username postgres --dbname callsheet <<'SQL'
\getenv password POSTGRES_PASSWORD
CREATE ROLE callsheet LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'password';
ALTER DATABASE callsheet OWNER TO callsheet;
ALTER ROLE postgres PASSWORD NULL;
SQL
